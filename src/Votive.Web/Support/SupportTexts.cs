namespace Votive.Web.Support;

/// <summary>Names the resources that hold the words of this folder.</summary>
internal sealed class SupportTexts;
