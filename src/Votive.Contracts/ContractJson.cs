using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace Votive.Contracts;

/// <summary>How every Votive service writes and reads JSON.</summary>
public static class ContractJson
{
    /// <summary>Deepest nesting that is read; deeper documents are refused.</summary>
    public const int MaxDepth = 32;

    /// <summary>Options for reading another service's answer: unknown members are ignored, so that a newer service may add some.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    /// <summary>Options for reading a caller's request: unknown and duplicate members are refused.</summary>
    public static JsonSerializerOptions StrictOptions { get; } = CreateStrictOptions();

    /// <summary>Applies the shared settings: camel case, enums as camel-case words, moments in UTC, strict numbers, null members left out and refused where null means nothing, Polish letters unescaped.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.MaxDepth = MaxDepth;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(RequireParameters);
        options.Converters.Add(new UtcTimeConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }

    /// <summary><see cref="Configure"/>, and unknown members are refused.</summary>
    public static void ConfigureStrict(JsonSerializerOptions options)
    {
        Configure(options);
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
    }

    /// <summary>A record's constructor parameter must be given, unless it may be null: null members are left out when writing.</summary>
    private static void RequireParameters(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            // What has no setter, such as an anonymous type, is only ever written.
            if (property is { Set: not null, AssociatedParameter: { HasDefaultValue: false, IsNullable: false } })
            {
                property.IsRequired = true;
            }
        }
    }

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions();
        Configure(options);
        options.MakeReadOnly();
        return options;
    }

    private static JsonSerializerOptions CreateStrictOptions()
    {
        var options = new JsonSerializerOptions();
        ConfigureStrict(options);
        options.MakeReadOnly();
        return options;
    }
}
