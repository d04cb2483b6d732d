namespace Votive.Contracts.Prompts;

/// <summary>Keys of the prompts that the services themselves ask for.</summary>
public static class PromptKeys
{
    /// <summary>The second reading of an assessment.</summary>
    public const string IdentityAnalysis = "IDENTITY_ANALYSIS";

    /// <summary>The label that is followed where none is named.</summary>
    public const string Production = "production";
}
