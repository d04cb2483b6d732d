using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Votive.Web.Tests.Questionnaire;

/// <summary>The web over its stand-in upstreams, and one visitor with a cookie jar and no JavaScript.</summary>
internal sealed class QuestionnaireSite : IAsyncDisposable
{
    private readonly WebApplicationFactory<Program> _web;
    private readonly DirectoryInfo _keys;

    private QuestionnaireSite(StubUpstreams upstreams, WebApplicationFactory<Program> web, DirectoryInfo keys, string language)
    {
        _keys = keys;
        Upstreams = upstreams;
        _web = web;
        Visitor = web.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
        Visitor.DefaultRequestHeaders.Add("Accept-Language", language);
        Visitor.DefaultRequestHeaders.Add("Accept", "text/html");
    }

    public StubUpstreams Upstreams { get; }

    /// <summary>Keeps cookies, follows nothing.</summary>
    public HttpClient Visitor { get; }

    public static async Task<QuestionnaireSite> StartAsync(string language = "en")
    {
        var upstreams = await StubUpstreams.StartAsync(TestContext.Current.CancellationToken);
        var keys = Directory.CreateTempSubdirectory("votive-web-");
        var web = new WebApplicationFactory<Program>().WithWebHostBuilder(builder => builder
            .UseSetting("PROMPT_SERVICE_URL", upstreams.Address.ToString())
            .UseSetting("BACKEND_URL", upstreams.Address.ToString())
            .UseSetting("SERVICE_API_KEY", new string('k', 64))
            .UseSetting("DATA_DIR", keys.FullName)
            .UseSetting("LOG_LEVEL", "error"));
        return new QuestionnaireSite(upstreams, web, keys, language);
    }

    /// <summary>A page that must be there.</summary>
    public async Task<IHtmlDocument> GetAsync(string address)
    {
        using var response = await Visitor.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await ReadAsync(response);
    }

    /// <summary>Starts the questionnaire, and shows its first screen.</summary>
    public async Task<IHtmlDocument> BeginAsync(bool allowModel = false)
    {
        var form = (await GetAsync("/assessment")).QuerySelector<IHtmlFormElement>("main form")!;
        Check(form, "store", "yes");
        if (allowModel)
        {
            Check(form, "model", "yes");
        }

        return await FollowAsync(await SubmitAsync(form));
    }

    /// <summary>Posts a form as a browser does: what is checked, selected and written, and the button that was pressed.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(IHtmlFormElement form, string? button = null)
    {
        var fields = FieldsOf(form).ToList();
        if (button is not null)
        {
            fields.Add(new("do", button));
        }

        return await PostAsync(form.GetAttribute("action")!, fields);
    }

    /// <summary>Posts fields.</summary>
    public async Task<HttpResponseMessage> PostAsync(string address, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var content = new FormUrlEncodedContent(fields);
        return await Visitor.PostAsync(new Uri(address, UriKind.Relative), content, TestContext.Current.CancellationToken);
    }

    /// <summary>Sends changed answers as the module does.</summary>
    public async Task<HttpResponseMessage> PatchAsync(string json, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, "/assessment/draft") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (token is not null)
        {
            request.Headers.Add("RequestVerificationToken", token);
        }

        return await Visitor.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The page that a 303 leads to.</summary>
    public async Task<IHtmlDocument> FollowAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        var address = response.Headers.Location!.ToString();
        response.Dispose();
        return await GetAsync(address);
    }

    /// <summary>The page in an answer.</summary>
    public static async Task<IHtmlDocument> ReadAsync(HttpResponseMessage response) =>
        new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    /// <summary>The screen that is shown.</summary>
    public static IHtmlFormElement Step(IHtmlDocument page) => Assert.Single(page.QuerySelectorAll<IHtmlFormElement>("form[data-step]:not([hidden])"));

    /// <summary>Ticks the box or radio button with this name and value.</summary>
    public static void Check(IHtmlFormElement form, string name, string value)
    {
        var input = form.QuerySelectorAll<IHtmlInputElement>("input").Single(e => e.Name == name && e.Value == value && !e.IsDisabled);
        foreach (var other in form.QuerySelectorAll<IHtmlInputElement>("input[type=radio]").Where(e => e.Name == name))
        {
            other.IsChecked = false;
        }

        input.IsChecked = true;
    }

    /// <summary>Writes into a field, or selects the option with this value.</summary>
    public static void Fill(IHtmlFormElement form, string name, string value)
    {
        switch (form.QuerySelectorAll("input,select,textarea").Single(e => e.GetAttribute("name") == name))
        {
            case IHtmlInputElement input:
                input.Value = value;
                break;
            case IHtmlSelectElement select:
                Assert.Contains(value, select.Options.Where(option => !option.IsDisabled).Select(option => option.Value));
                select.Value = value;
                break;
            case IHtmlTextAreaElement area:
                area.Value = value;
                break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Visitor.Dispose();
        await _web.DisposeAsync();
        await Upstreams.DisposeAsync();
        _keys.Delete(recursive: true);
    }

    private static IEnumerable<KeyValuePair<string, string>> FieldsOf(IHtmlFormElement form)
    {
        foreach (var element in form.QuerySelectorAll("input,select,textarea").Where(e => e.Closest("fieldset[disabled]") is null))
        {
            switch (element)
            {
                case IHtmlInputElement { IsDisabled: false, Name.Length: > 0 } input when input.Type is not ("radio" or "checkbox") || input.IsChecked:
                    yield return new(input.Name, input.Value);
                    break;
                case IHtmlSelectElement { IsDisabled: false } select:
                    yield return new(select.Name!, select.Value ?? "");
                    break;
                case IHtmlTextAreaElement area:
                    yield return new(area.Name!, area.Value);
                    break;
            }
        }
    }
}
