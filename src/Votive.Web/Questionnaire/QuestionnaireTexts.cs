namespace Votive.Web.Questionnaire;

/// <summary>Names the resources that hold the questionnaire's words.</summary>
internal sealed class QuestionnaireTexts;
