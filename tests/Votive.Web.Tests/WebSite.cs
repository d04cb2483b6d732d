using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Votive.Contracts;
using Votive.Contracts.Analyses;
using Votive.Contracts.Drafts;
using Votive.Web.Tests.Questionnaire;
using Votive.Web.Visitors;

namespace Votive.Web.Tests;

/// <summary>The web over its stand-in upstreams, and a browser without JavaScript that keeps cookies and follows nothing.</summary>
internal sealed class WebSite : IAsyncDisposable
{
    public const string ServiceKey = "0123456789abcdef0123456789abcdef0123456789abcdef";
    public const string Instrument = "votive-core";

    /// <summary>The visitor that <see cref="KnownVisitorAsync"/> makes the browser.</summary>
    public const string Visitor = "v0123456789abcdef0123456789abcdef";

    private readonly WebApplicationFactory<Program> _web;
    private readonly DirectoryInfo _data;

    private WebSite(StubUpstreams upstreams, WebApplicationFactory<Program> web, DirectoryInfo data, string language)
    {
        _web = web;
        _data = data;
        Upstreams = upstreams;
        Cookies = new CookieContainer();
        Browser = web.CreateDefaultClient(new CookieContainerHandler(Cookies));
        Browser.DefaultRequestHeaders.Add("Accept-Language", language);
        Browser.DefaultRequestHeaders.Add("Accept", "text/html");
    }

    public StubUpstreams Upstreams { get; }

    public HttpClient Browser { get; }

    public CookieContainer Cookies { get; }

    /// <summary>A program that asks for JSON and sends no cookie.</summary>
    public HttpClient CreateProgram()
    {
        var program = _web.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = false });
        program.DefaultRequestHeaders.Add("Accept", "application/json");
        return program;
    }

    public static async Task<WebSite> StartAsync(string language = "en")
    {
        var upstreams = await StubUpstreams.StartAsync(TestContext.Current.CancellationToken);
        var data = Directory.CreateTempSubdirectory("votive-web-");
        var web = new WebApplicationFactory<Program>().WithWebHostBuilder(builder => builder
            .UseEnvironment("Production")
            .UseSetting("PROMPT_SERVICE_URL", upstreams.Address.ToString())
            .UseSetting("BACKEND_URL", upstreams.Address.ToString())
            .UseSetting("SERVICE_API_KEY", ServiceKey)
            .UseSetting("DATA_DIR", data.FullName)
            .UseSetting("LOG_LEVEL", "error"));
        return new WebSite(upstreams, web, data, language);
    }

    /// <summary>Makes the browser a visitor that has a draft with these answers and, where one is given, a report.</summary>
    public async Task KnownVisitorAsync(IReadOnlyDictionary<string, JsonElement> answers, AnalyzeResult? report = null)
    {
        using var upstream = new HttpClient { BaseAddress = Upstreams.Address };
        upstream.DefaultRequestHeaders.Add(WireHeaders.Subject, Visitor);
        using var draft = await upstream.PatchAsJsonAsync(
            $"api/me/drafts/{Instrument}",
            new DraftPatch { Version = "0.9.0", Locale = "en", Path = "quick", Answers = answers },
            ContractJson.Options,
            TestContext.Current.CancellationToken);
        draft.EnsureSuccessStatusCode();
        if (report is not null)
        {
            using var kept = await upstream.PutAsJsonAsync(
                $"api/me/drafts/{Instrument}/report", report, ContractJson.Options, TestContext.Current.CancellationToken);
            kept.EnsureSuccessStatusCode();
        }

        Cookies.Add(Browser.BaseAddress!, new Cookie(VisitorCookie.Name, SignedVisitor()));
    }

    /// <summary>The cookie as this site signs it.</summary>
    public string SignedVisitor() =>
        _web.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("visitor").Protect(Visitor);

    /// <summary>Sends what the browser would.</summary>
    public Task<HttpResponseMessage> GetAsync(string address) =>
        Browser.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);

    /// <summary>A page that must be there.</summary>
    public async Task<IHtmlDocument> GetPageAsync(string address)
    {
        using var response = await GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await ReadAsync(response);
    }

    /// <summary>Posts fields as a form of ours does.</summary>
    public async Task<HttpResponseMessage> PostAsync(string address, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await Browser.PostAsync(new Uri(address, UriKind.Relative), content, TestContext.Current.CancellationToken);
    }

    /// <summary>The page in an answer.</summary>
    public static async Task<IHtmlDocument> ReadAsync(HttpResponseMessage response) =>
        new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await _web.DisposeAsync();
        await Upstreams.DisposeAsync();
        _data.Delete(recursive: true);
    }

    /// <summary>Keeps cookies; the factory's own handler would follow redirects, too.</summary>
    private sealed class CookieContainerHandler(CookieContainer cookies) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (cookies.GetCookieHeader(request.RequestUri!) is { Length: > 0 } header)
            {
                request.Headers.Add("Cookie", header);
            }

            var response = await base.SendAsync(request, cancellationToken);
            if (response.Headers.TryGetValues("Set-Cookie", out var set))
            {
                foreach (var cookie in set)
                {
                    cookies.SetCookies(request.RequestUri!, cookie);
                }
            }

            return response;
        }
    }
}
