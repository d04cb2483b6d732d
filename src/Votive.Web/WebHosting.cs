using System.IO.Compression;
using System.Net.Mime;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;
using Votive.ServiceDefaults;
using Votive.Web.Analyses;
using Votive.Web.Drafts;
using Votive.Web.Landing;
using Votive.Web.Preferences;
using Votive.Web.Problems;
using Votive.Web.Questionnaire;
using Votive.Web.Report;
using Votive.Web.Shared;

namespace Votive.Web;

/// <summary>How a host composes this service.</summary>
public static class WebHosting
{
    // Pages load only what this service serves. Nothing inline, nothing foreign.
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /// <summary>Registers the service.</summary>
    public static WebApplicationBuilder AddVotiveWeb(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        // Before the defaults: of several writers of a problem, the first that can write does.
        builder.Services.AddProblemPages();
        builder.AddServiceDefaults("web");
        builder.Services.Configure<SecurityHeaderOptions>(options => options.ContentSecurityPolicy = PagePolicy);
        builder.Services.AddSingleton<IValidateOptions<WebOptions>, WebOptionsValidator>();
        builder.Services.AddOptions<WebOptions>().BindConfiguration("").ValidateOnStart();

        // Files of a build that was not published lie in the source tree; outside development only this finds them.
        builder.WebHost.UseStaticWebAssets();
        if (!builder.Environment.IsDevelopment())
        {
            // They are sent as the build compressed them, and their fingerprinted addresses are kept for good, as those of a published build are.
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["EnableStaticAssetsDevelopmentCaching"] = "true",
                ["ReloadStaticAssetsAtRuntime"] = "false",
            });
        }

        builder.Services.AddValidation();
        builder.Services.AddLocalization().AddRazorComponents();
        builder.Services.AddAntiforgery(options => options.Cookie.Name = "votive-form");
        builder.Services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.Providers.Add<BrotliPages>();
            options.Providers.Add<GzipCompressionProvider>();
            options.MimeTypes = [MediaTypeNames.Text.Html, MediaTypeNames.Text.Css, MediaTypeNames.Text.JavaScript, MediaTypeNames.Application.Json, Contracts.Problem.MediaType];
        });

        // The fastest level leaves the questionnaire half as large again.
        builder.Services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Optimal);
        builder.Services.AddWebEncoders(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        AddKeys(builder);
        builder.Services.AddDrafts();
        builder.Services.AddAnalyses();
        builder.Services.AddReport();
        builder.Services.AddLanding();
        return builder;
    }

    /// <summary>Maps the service's routes.</summary>
    public static WebApplication UseVotiveWeb(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseServiceDefaults();
        app.UseResponseCompression();
        app.UseLanguage();
        app.UsePageHeaders();
        app.UseAntiforgery();
        app.MapStaticAssets().KeepFonts();
        app.MapPreferences();
        app.MapQuestionnaire();
        app.MapReport();
        app.MapRazorComponents<App>();
        return app;
    }

    /// <summary>The keys that sign cookies must outlive the process, or a restart parts people from their drafts.</summary>
    private static void AddKeys(WebApplicationBuilder builder)
    {
        // It warns that the keys lie unencrypted: in DATA_DIR, as every other secret there, they are readable by their owner alone.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        var protection = builder.Services.AddDataProtection().SetApplicationName("Votive.Web");
        if (builder.Configuration["DATA_DIR"] is { Length: > 0 } folder)
        {
            var keys = new DirectoryInfo(Path.Combine(folder, "web-keys"));
            builder.Services.Configure<KeyManagementOptions>(_ => MakeForOwnerOnly(keys));
            protection.PersistKeysToFileSystem(keys);
        }
    }

    /// <summary>Before the framework makes it, which would let everybody look into it.</summary>
    private static void MakeForOwnerOnly(DirectoryInfo folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
