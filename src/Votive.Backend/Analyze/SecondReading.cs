using Votive.Assessment.Answers;
using Votive.Assessment.Verification;
using Votive.Backend.Models;
using Votive.Backend.Prompts;
using Votive.Contracts.Analyses;
using Votive.Contracts.Prompts;

namespace Votive.Backend.Analyze;

/// <summary>Puts a model's reading beside the offline engine's, and checks it against the answers.</summary>
internal sealed partial class SecondReading(ModelClient model, ILogger<SecondReading> logger)
{
    /// <summary>The report with the model's reading in it; without it, and with the reason, where there is none that can be used.</summary>
    public async Task<ReadingOutcome> ReadAsync(
        AnswerSheet answers, Analysis analysis, IReadOnlyCollection<string> withhold, ResolutionSet prompt, CancellationToken cancellationToken)
    {
        if (!model.IsEnabled)
        {
            return new ReadingOutcome { Analysis = analysis };
        }

        var briefing = ModelBriefing.Create(answers, analysis, withhold);
        if (briefing.Answers.Count == 0)
        {
            // The person holds everything back: then the model is not even asked.
            return new ReadingOutcome { Analysis = analysis };
        }

        ReadingDialogue dialogue;
        try
        {
            dialogue = new ReadingDialogue(prompt, briefing);
        }
        catch (PromptTemplateException exception)
        {
            Log.PromptBroken(logger, exception);
            return new ReadingOutcome { Analysis = analysis, Failure = new ModelException(ModelFailure.BrokenPrompt) };
        }

        var exchange = model.Open(dialogue.Instructions, prompt.Settings, ModelReading.JsonSchema);
        try
        {
            var reading = await AskAsync(exchange, dialogue, cancellationToken);
            var verified = EvidenceVerifier.Verify(answers, analysis, briefing, reading);
            var isUnfounded = !reading.Support && verified.Analysis.Source == AnalysisSource.Local;
            return new ReadingOutcome
            {
                Analysis = verified.Analysis,
                Model = verified.Analysis.Source == AnalysisSource.Model ? exchange.Model : null,
                Usage = exchange.Usage,
                Verification = verified.Summary,
                Failure = isUnfounded ? new ModelException(ModelFailure.Unfounded) : null,
            };
        }
        catch (ModelException exception)
        {
            Log.ReadingFailed(logger, exception.Failure);
            return new ReadingOutcome { Analysis = analysis, Usage = exchange.Usage, Failure = exception };
        }
    }

    private static async Task<ModelReading> AskAsync(ModelExchange exchange, ReadingDialogue dialogue, CancellationToken cancellationToken)
    {
        var text = await exchange.AskAsync(dialogue.Briefing, cancellationToken);
        if (TryRead(text, dialogue, out var errors) is { } first)
        {
            return first;
        }

        if (!exchange.HasCallsLeft)
        {
            throw new ModelException(ModelFailure.Invalid);
        }

        text = await exchange.AskAsync(ReadingDialogue.Correction(errors), cancellationToken);
        return TryRead(text, dialogue, out _) ?? throw new ModelException(ModelFailure.Invalid);
    }

    private static ModelReading? TryRead(string text, ReadingDialogue dialogue, out IReadOnlyList<string> errors)
    {
        var isRead = ModelReading.TryParse(text, out var reading, out errors);
        return dialogue.IsLeakedBy(text) || (isRead && dialogue.IsLeakedBy(reading!)) ? throw new ModelException(ModelFailure.Leaked) : reading;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The model gave no usable reading: {Failure}.")]
        public static partial void ReadingFailed(ILogger logger, ModelFailure failure);

        [LoggerMessage(2, LogLevel.Error, "The prompt in force can't be rendered.")]
        public static partial void PromptBroken(ILogger logger, Exception exception);
    }
}
