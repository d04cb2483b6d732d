namespace Votive.Web.Report;

/// <summary>Names the resources that hold the words of this folder.</summary>
internal sealed class ReportTexts;
