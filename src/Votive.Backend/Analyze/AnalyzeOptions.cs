using System.ComponentModel.DataAnnotations;

namespace Votive.Backend.Analyze;

/// <summary>How an analysis is made.</summary>
internal sealed class AnalyzeOptions
{
    /// <summary>Whether the model thinks longer where the request does not say. Default false.</summary>
    [ConfigurationKeyName("THINKING_ENABLED")]
    public bool ThinkingEnabled { get; set; }

    /// <summary>What happens when a configured model gives no usable reading. Default: the offline report, with a notice.</summary>
    [ConfigurationKeyName("ANALYSIS_FALLBACK"), EnumDataType(typeof(AnalysisFallback), ErrorMessage = "{0} is not one of local, fail.")]
    public AnalysisFallback Fallback { get; set; } = AnalysisFallback.Local;
}

/// <summary>What happens when a configured model gives no usable reading.</summary>
internal enum AnalysisFallback
{
    /// <summary>The offline report is the answer, with a notice.</summary>
    Local,

    /// <summary>The request fails.</summary>
    Fail,
}
