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

    /// <summary>These pages show a person's answers: nobody keeps a copy, and no search engine lists them.</summary>
    public static void UseQuestionnaireHeaders(this IApplicationBuilder app) =>
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/assessment", StringComparison.Ordinal), branch => branch.Use((context, next) =>
        {
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.CacheControl = "no-store";
                context.Response.Headers["X-Robots-Tag"] = "noindex";
                return Task.CompletedTask;
            });
            return next(context);
        }));
}
