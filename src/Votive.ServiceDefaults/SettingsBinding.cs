using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Votive.ServiceDefaults;

/// <summary>Fills a feature's options from the flat configuration keys.</summary>
public static class SettingsBinding
{
    /// <summary>
    /// Fills every property that names its variable with <see cref="ConfigurationKeyNameAttribute"/>, and checks it against its
    /// validation attributes, at start. Absent and empty variables leave the default. Faults name the variable and never the value.
    /// </summary>
    /// <remarks>The configuration binder itself would quote a value that it can't convert.</remarks>
    public static OptionsBuilder<TOptions> AddSettings<TOptions>(this IServiceCollection services)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddOptions<TOptions>()
            .Configure<IConfiguration>((options, configuration) =>
            {
                var faults = typeof(TOptions).GetProperties()
                    .Select(property => (property, property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name))
                    .Where(setting => setting.Name is not null)
                    .SelectMany(setting => Fill(options, setting.property, setting.Name!, configuration[setting.Name!]))
                    .ToArray();
                if (faults.Length > 0)
                {
                    throw new OptionsValidationException(typeof(TOptions).Name, typeof(TOptions), faults);
                }
            })
            .ValidateOnStart();
    }

    private static IEnumerable<string> Fill(object options, PropertyInfo property, string name, string? text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            if (!TryConvert(property.PropertyType, text.Trim(), out var converted))
            {
                return [$"{name} is not {Describe(property.PropertyType)}."];
            }

            property.SetValue(options, converted);
        }

        var value = property.GetValue(options);
        return property.GetCustomAttributes<ValidationAttribute>()
            .Where(attribute => !attribute.IsValid(value))
            .Select(attribute => attribute.FormatErrorMessage(name));
    }

    private static bool TryConvert(Type type, string text, out object? value)
    {
        value = null;
        try
        {
            value = TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or NotSupportedException)
        {
            return false;
        }
    }

    private static string Describe(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { IsEnum: true } words => $"one of {string.Join(", ", Enum.GetNames(words).Select(word => word.ToLowerInvariant()))}",
        var plain when plain == typeof(bool) => "true or false",
        var plain when plain == typeof(Uri) => "an address",
        var plain when plain == typeof(int) || plain == typeof(long) => "a whole number in range",
        _ => "a valid value",
    };
}
