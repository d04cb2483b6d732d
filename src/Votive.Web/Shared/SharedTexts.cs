namespace Votive.Web.Shared;

/// <summary>Names the resources that hold the words of this folder.</summary>
internal sealed class SharedTexts;
