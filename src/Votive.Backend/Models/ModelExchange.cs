using Microsoft.Extensions.AI;
using Votive.Contracts.Analyses;

namespace Votive.Backend.Models;

/// <summary>
/// All that one analysis asks of the model: at most three calls with one deadline over them, whether a call is repeated because it failed
/// or asks anew because the answer can't be used. The only place that retries.
/// </summary>
internal sealed class ModelExchange(ModelClient client, string instructions, ChatOptions options, TimeSpan deadline, TimeProvider clock)
{
    /// <summary>Most calls for one analysis.</summary>
    public const int MaxCallCount = 3;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(8);

    private readonly List<ChatMessage> _messages = [new(ChatRole.System, instructions)];
    private readonly long _openedAt = clock.GetTimestamp();
    private int _calls;

    /// <summary>Whether another call may be made.</summary>
    public bool HasCallsLeft => _calls < MaxCallCount;

    /// <summary>The model that answered last, as the provider names it; null before the first answer.</summary>
    public string? Model { get; private set; }

    /// <summary>Tokens of all calls that were answered; null before the first answer.</summary>
    public TokenUsage? Usage { get; private set; }

    private TimeSpan TimeLeft => deadline - clock.GetElapsedTime(_openedAt);

    /// <summary>Says something to the model and gives its answer, which it remembers in what follows.</summary>
    /// <exception cref="ModelException">There is no answer.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled; the call to the provider too.</exception>
    public async Task<string> AskAsync(string text, CancellationToken cancellationToken)
    {
        _messages.Add(new ChatMessage(ChatRole.User, text));
        var answer = await CallAsync(cancellationToken);
        Model = answer.Model;
        Usage = new TokenUsage((Usage?.InputTokens ?? 0) + answer.InputTokens, (Usage?.OutputTokens ?? 0) + answer.OutputTokens);
        if (FailureOf(answer) is { } failure)
        {
            throw new ModelException(failure);
        }

        _messages.Add(new ChatMessage(ChatRole.Assistant, answer.Text));
        return answer.Text;
    }

    private static ModelFailure? FailureOf(ModelAnswer answer)
    {
        if (answer.Finish == ChatFinishReason.ContentFilter)
        {
            return ModelFailure.Refused;
        }

        if (answer.Finish == ChatFinishReason.Length)
        {
            return ModelFailure.Truncated;
        }

        if (answer.Finish != ChatFinishReason.Stop)
        {
            return ModelFailure.Unfinished;
        }

        return string.IsNullOrWhiteSpace(answer.Text) ? ModelFailure.Empty : null;
    }

    private async Task<ModelAnswer> CallAsync(CancellationToken cancellationToken)
    {
        if (TimeLeft <= TimeSpan.Zero)
        {
            throw new ModelException(ModelFailure.TimedOut);
        }

        using var overdue = new CancellationTokenSource(TimeLeft, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(overdue.Token, cancellationToken);
        try
        {
            while (true)
            {
                _calls++;
                try
                {
                    return await client.CallAsync(_messages, options, either.Token);
                }
                catch (ModelException exception) when (exception.MayRetry && HasCallsLeft && DelayAfter(exception) is var delay && delay < TimeLeft)
                {
                    await Task.Delay(delay, clock, either.Token);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ModelException(ModelFailure.TimedOut);
        }
    }

    /// <summary>Full jitter, with the provider's wish as the floor.</summary>
    private TimeSpan DelayAfter(ModelException exception)
    {
        var cap = TimeSpan.FromTicks(Math.Min(FirstDelay.Ticks << (_calls - 1), LongestDelay.Ticks));
        var delay = Random.Shared.NextDouble() * cap;
        return exception.RetryAfter > delay ? exception.RetryAfter.Value : delay;
    }
}
