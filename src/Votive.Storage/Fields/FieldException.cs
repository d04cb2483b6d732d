using Microsoft.Extensions.Options;
using Votive.Storage.Databases;

namespace Votive.Storage.Fields;

/// <summary>A sealed value can't be opened. The text names the place and the cause, never content.</summary>
public sealed class FieldException : Exception
{
    internal FieldException(FieldFault fault, FieldAddress address, string? keyId = null)
        : base($"{address} can't be opened: {Describe(fault, keyId)}")
    {
        Fault = fault;
        Address = address;
    }

    /// <summary>Why.</summary>
    public FieldFault Fault { get; }

    /// <summary>Where.</summary>
    public FieldAddress Address { get; }

    /// <summary>The refusal of a program that can't start for this; its text names the variable and the cause.</summary>
    public OptionsValidationException ToRefusal() => VotiveDatabase.Unusable(Fault == FieldFault.UnknownKey
        ? $"FIELD_KEYS lacks a key of the database that DATABASE_URL names: {Message}"
        : $"FIELD_KEYS does not open what is sealed in the database that DATABASE_URL names, or that is damaged: {Message}", this);

    private static string Describe(FieldFault fault, string? keyId) => fault switch
    {
        FieldFault.NotSealed => "it is not a sealed value, or it was cut off.",
        FieldFault.UnknownVersion => "a newer version of Votive has sealed it.",
        FieldFault.UnknownKey => $"its key '{keyId}' is not here.",
        _ => $"it was changed, moved from another place, or sealed with another key of the name '{keyId}'.",
    };
}

/// <summary>Why a sealed value can't be opened.</summary>
public enum FieldFault
{
    /// <summary>It has not the form of a sealed value.</summary>
    NotSealed,

    /// <summary>It has a form that this program does not know.</summary>
    UnknownVersion,

    /// <summary>Its key is not in the keyring; for what belongs to a person, it is not the person's key of today.</summary>
    UnknownKey,

    /// <summary>It does not fit its place and key: changed, moved from another place, or sealed with another key of the same name.</summary>
    NotAuthentic,
}
