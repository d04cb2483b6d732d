using Votive.Web.Shared;

namespace Votive.Web.Questionnaire;

/// <summary>The questionnaire: start, screens, review, and handing in.</summary>
internal static class QuestionnaireFeature
{
    /// <summary>Maps what its pages post. They come before the pages themselves, which are at the same addresses.</summary>
    public static void MapQuestionnaire(this IEndpointRouteBuilder routes)
    {
        var assessment = routes.MapGroup("/assessment").AddEndpointFilter(OwnPages.RequireAsync).WithOrder(-1);
        StartAssessment.Map(assessment);
        StartOver.Map(assessment);
        SubmitAssessment.Map(assessment);
        SaveDraft.Map(assessment);
        SaveStep.Map(assessment);
    }
}
