using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Votive.SystemTests;

/// <summary>A person without JavaScript: follows links and sends forms as a browser does, cookies included.</summary>
internal sealed class Visitor(Uri web) : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { UseCookies = true, AllowAutoRedirect = true }) { BaseAddress = web };

    public Uri Address { get; private set; } = web;

    public async Task<IHtmlDocument> GoAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return await ReadAsync(response);
    }

    /// <summary>Sends the form that posts to <paramref name="action"/>, with its hidden fields and these.</summary>
    public async Task<IHtmlDocument> SendAsync(IHtmlDocument page, string action, params (string Name, string Value)[] fields)
    {
        var form = page.Forms.Single(form => form.GetAttribute("action") == action);
        var hidden = form.QuerySelectorAll("input[type=hidden]").OfType<IHtmlInputElement>().Select(input => KeyValuePair.Create(input.Name!, input.Value));
        using var content = new FormUrlEncodedContent(hidden.Concat(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));
        using var response = await _http.PostAsync(new Uri(action, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return await ReadAsync(response);
    }

    public void Dispose() => _http.Dispose();

    private async Task<IHtmlDocument> ReadAsync(HttpResponseMessage response)
    {
        Assert.True(response.IsSuccessStatusCode, $"{response.RequestMessage!.RequestUri}: {response.StatusCode}");
        Address = response.RequestMessage!.RequestUri!;
        return await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }
}
