namespace Votive.Assessment.Verification;

/// <summary>How a number is written.</summary>
internal enum NumberForm
{
    /// <summary>A number by itself.</summary>
    Plain,

    /// <summary>With a percent sign or the word.</summary>
    Percent,

    /// <summary>A time of day, <c>18:00</c>.</summary>
    Time,
}
