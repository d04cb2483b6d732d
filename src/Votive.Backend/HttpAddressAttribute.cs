using System.ComponentModel.DataAnnotations;

namespace Votive.Backend;

/// <summary>An absolute <c>http</c> or <c>https</c> address without credentials, query or fragment; null passes.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HttpAddressAttribute() : ValidationAttribute("{0} is not an absolute http or https address.")
{
    public override bool IsValid(object? value) => value is null
        || value is Uri { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" };
}
