using System.Globalization;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Votive.Backend.Circuits;
using Votive.Backend.Prompts;
using Votive.Contracts.Prompts;
using Votive.ServiceDefaults;
using Votive.Stubs;

namespace Votive.Backend.Tests.Prompts;

/// <summary>resilience.md § 2, line by line, against a real server.</summary>
public sealed class PromptCacheTests : IAsyncLifetime
{
    private static readonly PromptSelector Selector = new(PromptKeys.IdentityAnalysis, false, "en");
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(300_000);
    private static readonly TimeSpan Stale = TimeSpan.FromMilliseconds(3_600_000);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(12);

    private TestBackend _backend = null!;
    private MetricCollector<long> _refreshes = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestClock Clock => _backend.Clock;

    private StubServer Prompts => _backend.Prompts;

    public async ValueTask InitializeAsync()
    {
        _backend = await TestBackend.StartAsync(Token);
        _refreshes = _backend.Watch<long>(PromptCacheMetrics.RefreshesName);
    }

    public ValueTask DisposeAsync()
    {
        _refreshes.Dispose();
        return _backend.DisposeAsync();
    }

    [Fact]
    public async Task Empty_AsksOnceAndStores()
    {
        var first = await GetAsync();
        var second = await GetAsync();

        Assert.Equal(PromptFreshness.Miss, first.Freshness);
        Assert.Equal(PromptFreshness.Fresh, second.Freshness);
        Assert.Single(Prompts.Requests);
    }

    [Fact]
    public async Task Miss_SendsTheSelectorAndTheCredential()
    {
        await _backend.Cache.GetAsync(new PromptSelector(PromptKeys.IdentityAnalysis, true, "pl"), Token);

        var request = Assert.Single(Prompts.Requests);
        Assert.Equal("""{"key":"IDENTITY_ANALYSIS","thinkingEnabled":true,"language":"pl"}""", request.Body);
        Assert.Equal(TestBackend.ServiceKey, request.Header("X-Votive-Service-Key"));
    }

    [Fact]
    public async Task EndOfFreshTime_IsFreshWithoutACall()
    {
        await GetAsync();
        Clock.Advance(Fresh);

        var prompt = await GetAsync();

        Assert.Equal(PromptFreshness.Fresh, prompt.Freshness);
        Assert.Single(Prompts.Requests);
    }

    [Fact]
    public async Task PastFreshTime_IsServedAtOnceAndRefreshedBehind()
    {
        await GetAsync();
        Clock.Advance(Fresh + Tick);
        var gate = new TaskCompletionSource();
        Prompts.Answer = StubAnswers.After(gate.Task, StubPromptServer.Resolve(set => set with { Version = 4, Revision = 8 }));

        var stale = await GetAsync();
        await NextRequestAsync(skip: 1);
        gate.SetResult();
        await RefreshesAsync(1);
        var refreshed = await GetAsync();

        Assert.Equal((PromptFreshness.Stale, 3), (stale.Freshness, stale.Set.Version));
        Assert.Equal((PromptFreshness.Fresh, 4), (refreshed.Freshness, refreshed.Set.Version));
    }

    [Fact]
    public async Task EndOfStaleTime_IsStillServed()
    {
        await GetAsync();
        Clock.Advance(Stale);
        Prompts.Answer = StubAnswers.Status(500);

        var prompt = await GetAsync();

        Assert.Equal(PromptFreshness.Stale, prompt.Freshness);
    }

    [Fact]
    public async Task PastStaleTime_IsAMiss()
    {
        await GetAsync();
        Clock.Advance(Stale + Tick);

        var prompt = await GetAsync();

        Assert.Equal(PromptFreshness.Miss, prompt.Freshness);
        Assert.Equal(2, Prompts.Requests.Count);
    }

    [Fact]
    public async Task ExpiredAndUpstreamDown_Unavailable()
    {
        await GetAsync();
        Clock.Advance(Stale + Tick);
        Prompts.Answer = StubAnswers.Status(500);

        var exception = await Assert.ThrowsAsync<UnavailableException>(GetAsync);

        Assert.True(exception.RetryAfter > TimeSpan.Zero);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task WallClockSet_ChangesNoAge(int days)
    {
        await GetAsync();
        Clock.Skew = TimeSpan.FromDays(days);

        var fresh = await GetAsync();
        Clock.Advance(Fresh + Tick);
        var stale = await GetAsync();

        Assert.Equal(PromptFreshness.Fresh, fresh.Freshness);
        Assert.Equal(PromptFreshness.Stale, stale.Freshness);
    }

    [Fact]
    public async Task HundredOnAStaleKey_HundredStaleAnswersAndOneCall()
    {
        await GetAsync();
        Clock.Advance(Fresh + Tick);
        var gate = new TaskCompletionSource();
        Prompts.Answer = StubAnswers.After(gate.Task, StubPromptServer.Resolve());

        var prompts = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(GetAsync, Token)));
        gate.SetResult();
        await RefreshesAsync(1);

        Assert.All(prompts, prompt => Assert.Equal(PromptFreshness.Stale, prompt.Freshness));
        Assert.Equal(2, Prompts.Requests.Count);
    }

    [Fact]
    public async Task HundredOnAMissingKey_ShareOneResult()
    {
        var answers = await ManyAtOnceAsync(StubPromptServer.Resolve());

        Assert.NotNull(answers[0].Prompt);
        Assert.All(answers, answer => Assert.Same(answers[0].Prompt!.Set, answer.Prompt?.Set));
        Assert.Single(Prompts.Requests);
    }

    [Fact]
    public async Task HundredOnAMissingKey_ShareOneFailureAndTheNextTriesAnew()
    {
        var answers = await ManyAtOnceAsync(StubAnswers.Status(500));
        Prompts.Answer = StubPromptServer.Resolve();
        var next = await GetAsync();

        Assert.All(answers, answer => Assert.IsType<UnavailableException>(answer.Failure));
        Assert.Equal(PromptFreshness.Miss, next.Freshness);
        Assert.Equal(2, Prompts.Requests.Count);
    }

    [Fact]
    public async Task CallerLeaves_TheOthersStillGetTheResult()
    {
        var gate = new TaskCompletionSource();
        Prompts.Answer = StubAnswers.After(gate.Task, StubPromptServer.Resolve());
        using var caller = new CancellationTokenSource();
        var left = _backend.Cache.GetAsync(Selector, caller.Token);
        var stayed = GetAsync();
        await NextRequestAsync();

        await caller.CancelAsync();
        gate.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.Equal(PromptFreshness.Miss, (await stayed).Freshness);
        Assert.Equal(CircuitState.Closed, _backend.PromptCircuit.Status.State);
    }

    [Fact]
    public async Task TenStaleKeys_ThreeRunAndTheRestFollowInOrder()
    {
        using var queued = _backend.Watch<int>("votive.prompt_cache.refreshes.queued");
        using var running = _backend.Watch<int>("votive.prompt_cache.refreshes.running");
        var selectors = await FillAsync(10);
        Clock.Advance(Fresh + Tick);
        var gates = Enumerable.Range(0, 10).Select(_ => new TaskCompletionSource()).ToArray();
        Prompts.Script(gates.Select(gate => StubAnswers.After(gate.Task, StubPromptServer.Resolve())));

        foreach (var selector in selectors.Concat(selectors))
        {
            await _backend.Cache.GetAsync(selector, Token);
        }

        var started = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            started.Add(KeyOf(await Prompts.NextRequestAsync(Token)));
        }

        Assert.Equal(13, Prompts.Requests.Count);
        Assert.Equal(7, queued.GetMeasurementSnapshot().Sum(change => change.Value));
        Assert.Equal(3, running.GetMeasurementSnapshot().Sum(change => change.Value));
        for (var i = 0; i < 7; i++)
        {
            gates[i].SetResult();
            started.Add(KeyOf(await Prompts.NextRequestAsync(Token)));
        }

        foreach (var gate in gates[7..])
        {
            gate.SetResult();
        }

        await RefreshesAsync(10);

        // The first three are taken at once, by whichever slot is first.
        var keys = selectors.Select(selector => selector.Key).ToArray();
        Assert.Equal(keys[..3].Order(), started[..3].Order());
        Assert.Equal(keys[3..], started[3..]);
        Assert.Equal(20, Prompts.Requests.Count);
    }

    [Fact]
    public async Task QueuedKeyThatBecameFresh_IsSkipped()
    {
        var selectors = await FillAsync(4);
        Clock.Advance(Fresh + Tick);
        var gate = new TaskCompletionSource();
        Prompts.Answer = StubAnswers.After(gate.Task, StubPromptServer.Resolve());
        foreach (var selector in selectors)
        {
            await _backend.Cache.GetAsync(selector, Token);
        }

        for (var i = 0; i < 3; i++)
        {
            await Prompts.NextRequestAsync(Token);
        }

        // The fourth waits for a slot. It expires, is asked for in the foreground, and so is fresh when its turn comes.
        Clock.Advance(Stale);
        Prompts.Script(StubPromptServer.Resolve());
        var foreground = await _backend.Cache.GetAsync(selectors[3], Token);
        gate.SetResult();
        await RefreshesAsync(4);

        Assert.Equal(PromptFreshness.Miss, foreground.Freshness);
        Assert.Equal(8, Prompts.Requests.Count);
        Assert.Contains(_refreshes.GetMeasurementSnapshot(), refresh => Equals(refresh.Tags["outcome"], "skipped"));
    }

    [Fact]
    public async Task RefreshFailed_StaysStaleAndBacksOff()
    {
        await GetAsync();
        Clock.Advance(Fresh + Tick);
        Prompts.Answer = StubAnswers.Status(500);
        await GetAsync();
        await RefreshesAsync(1);

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(PromptFreshness.Stale, (await GetAsync()).Freshness);
        }

        Assert.Equal(2, Prompts.Requests.Count);
        Clock.Advance(LongestBackoff);
        await GetAsync();
        await RefreshesAsync(2);
        Assert.Equal(3, Prompts.Requests.Count);
    }

    [Fact]
    public async Task RefreshWorksAgain_StoresTheNewPrompt()
    {
        await GetAsync();
        Clock.Advance(Fresh + Tick);
        Prompts.Script(StubAnswers.Abort);
        await GetAsync();
        await RefreshesAsync(1);
        Clock.Advance(LongestBackoff);

        await GetAsync();
        await RefreshesAsync(2);

        Assert.Equal(PromptFreshness.Fresh, (await GetAsync()).Freshness);
    }

    [Fact]
    public async Task CircuitOpen_FreshAndStaleAreServedWithoutACall()
    {
        await GetAsync();
        await OpenCircuitAsync();

        var fresh = await GetAsync();
        Clock.Advance(Fresh + Tick);
        await OpenCircuitAsync();
        var calls = Prompts.Requests.Count;
        var stale = await GetAsync();

        Assert.Equal(PromptFreshness.Fresh, fresh.Freshness);
        Assert.Equal(PromptFreshness.Stale, stale.Freshness);
        Assert.Equal(calls, Prompts.Requests.Count);
    }

    [Fact]
    public async Task CircuitOpen_MissIsUnavailableUntilTheBreakIsOver()
    {
        await OpenCircuitAsync();
        Clock.Advance(TimeSpan.FromSeconds(10));

        var exception = await Assert.ThrowsAsync<UnavailableException>(GetAsync);

        Assert.Equal(TimeSpan.FromSeconds(20), exception.RetryAfter);
    }

    [Fact]
    public async Task HalfOpen_OneIsTheProbeAndTheOthersGetStaleValues()
    {
        var selectors = await FillAsync(5);
        Clock.Advance(Fresh + Tick);
        await OpenCircuitAsync();
        Clock.Advance(TimeSpan.FromSeconds(30));
        var calls = Prompts.Requests.Count;
        var gate = new TaskCompletionSource();
        Prompts.Answer = StubAnswers.After(gate.Task, StubPromptServer.Resolve());

        var prompts = await Task.WhenAll(selectors.Select(selector => _backend.Cache.GetAsync(selector, Token)));
        await NextRequestAsync(skip: calls);
        var callsWhileHalfOpen = Prompts.Requests.Count - calls;
        gate.SetResult();
        await StoredAsync(5);

        Assert.All(prompts, prompt => Assert.Equal(PromptFreshness.Stale, prompt.Freshness));
        Assert.Equal(1, callsWhileHalfOpen);
    }

    [Fact]
    public async Task CircuitCloses_EveryStaleKeyIsRefreshedOnce()
    {
        var selectors = await FillAsync(6);
        Clock.Advance(Fresh + Tick);
        await OpenCircuitAsync();
        Clock.Advance(TimeSpan.FromSeconds(30));
        var calls = Prompts.Requests.Count;
        Prompts.Answer = StubPromptServer.Resolve();

        await _backend.Cache.GetAsync(selectors[0], Token);
        await StoredAsync(6);

        Assert.Equal(6, Prompts.Requests.Count - calls);
        Assert.Equal(
            selectors.Select(selector => selector.Key).Order(StringComparer.Ordinal),
            Prompts.Requests.Skip(calls).Select(KeyOf).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task LowerRevision_IsRefused()
    {
        await GetAsync();
        Clock.Advance(Fresh + Tick);
        Prompts.Answer = StubPromptServer.Resolve(set => set with { Revision = 6, Version = 2 });

        await GetAsync();
        await RefreshesAsync(1);
        var prompt = await GetAsync();

        Assert.Equal((PromptFreshness.Stale, 3), (prompt.Freshness, prompt.Set.Version));
        Assert.Equal("failed", Assert.Single(_refreshes.GetMeasurementSnapshot()).Tags["outcome"]);
    }

    [Theory]
    [InlineData("A\",\"thinkingEnabled\":true,\"x\":\"", "B")]
    [InlineData("A:b", "A")]
    [InlineData("A\nb", "A")]
    public void OddKeys_DoNotCollide(string key, string other)
    {
        var keys = new[]
        {
            new PromptSelector(key, false, "en"), new PromptSelector(key, true, "en"), new PromptSelector(key, false, "pl"),
            new PromptSelector(other, false, "en"), new PromptSelector(other, true, "en"),
        };

        Assert.Equal(keys.Length, keys.Select(selector => selector.CacheKey).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task CachedPrompt_CannotBeChanged()
    {
        var prompt = await GetAsync();

        Assert.Throws<NotSupportedException>(() => ((IList<string>)prompt.Set.Variables)[0] = "other");
    }

    [Fact]
    public async Task Full_TheLeastRecentlyUsedGoes()
    {
        using var evictions = _backend.Watch<long>("votive.prompt_cache.evictions");
        var selectors = await FillAsync(100);
        await _backend.Cache.GetAsync(selectors[0], Token);

        await _backend.Cache.GetAsync(NumberedSelector(100), Token);
        var calls = Prompts.Requests.Count;
        var kept = await _backend.Cache.GetAsync(selectors[0], Token);
        var gone = await _backend.Cache.GetAsync(selectors[1], Token);

        Assert.Equal(101, calls);
        Assert.Equal(PromptFreshness.Fresh, kept.Freshness);
        Assert.Equal(PromptFreshness.Miss, gone.Freshness);
        Assert.Equal(2, evictions.GetMeasurementSnapshot().Sum(measurement => measurement.Value));
    }

    [Fact]
    public async Task Lookups_AreCountedByOutcome()
    {
        using var lookups = _backend.Watch<long>(PromptCacheMetrics.LookupsName);
        using var ages = _backend.Watch<double>("votive.prompt_cache.served_age");

        await GetAsync();
        await GetAsync();
        Clock.Advance(Fresh + Tick);
        await GetAsync();

        Assert.Equal(["miss", "hit", "stale"], lookups.GetMeasurementSnapshot().Select(lookup => lookup.Tags["outcome"]));
        Assert.Equal([0, 300.001], ages.GetMeasurementSnapshot().Select(age => age.Value));
    }

    [Fact]
    public async Task Stop_CutsRunningRefreshesOffAndStartsNone()
    {
        var selectors = await FillAsync(5);
        Clock.Advance(Fresh + Tick);
        Prompts.Answer = StubAnswers.Hang;
        foreach (var selector in selectors)
        {
            await _backend.Cache.GetAsync(selector, Token);
        }

        await NextRequestAsync(skip: 7);

        await _backend.StopAsync(Token);

        for (var i = 0; i < 3; i++)
        {
            await Prompts.NextAbortedAsync(Token);
        }

        Assert.Equal(8, Prompts.Requests.Count);
    }

    private static PromptSelector NumberedSelector(int number) => new($"PROMPT_{number.ToString(CultureInfo.InvariantCulture)}", false, "en");

    private static string KeyOf(RecordedRequest request) => request.Json.GetProperty("key").GetString()!;

    private Task<CachedPrompt> GetAsync() => _backend.Cache.GetAsync(Selector, Token);

    /// <summary>Caches so many prompts.</summary>
    private async Task<PromptSelector[]> FillAsync(int count)
    {
        var selectors = Enumerable.Range(0, count).Select(NumberedSelector).ToArray();
        foreach (var selector in selectors)
        {
            await _backend.Cache.GetAsync(selector, Token);
            await Prompts.NextRequestAsync(Token);
        }

        return selectors;
    }

    /// <summary>A hundred callers wait for the same missing prompt before it is answered.</summary>
    private async Task<(CachedPrompt? Prompt, Exception? Failure)[]> ManyAtOnceAsync(StubAnswer answer)
    {
        var gate = new TaskCompletionSource();
        Prompts.Answer = StubAnswers.After(gate.Task, answer);
        var callers = Enumerable.Range(0, 100).Select(_ => TryGetAsync()).ToArray();
        await NextRequestAsync();
        gate.SetResult();
        return await Task.WhenAll(callers);
    }

    private async Task<(CachedPrompt? Prompt, Exception? Failure)> TryGetAsync()
    {
        try
        {
            return (await GetAsync(), null);
        }
        catch (UnavailableException exception)
        {
            return (null, exception);
        }
    }

    private async Task OpenCircuitAsync()
    {
        Prompts.Answer = StubAnswers.Status(503);
        while (_backend.PromptCircuit.Status.BreakLeft == TimeSpan.Zero)
        {
            await Assert.ThrowsAsync<UnavailableException>(() => _backend.Cache.GetAsync(new PromptSelector("MISSING", false, "en"), Token));
        }
    }

    private async Task NextRequestAsync(int skip = 0)
    {
        while (Prompts.Requests.Count <= skip)
        {
            await Prompts.NextRequestAsync(Token);
        }
    }

    private Task RefreshesAsync(int count) => _refreshes.WaitForMeasurementsAsync(count, Token);

    /// <summary>Waits until so many refreshes have stored a prompt.</summary>
    private async Task StoredAsync(int count)
    {
        while (true)
        {
            var refreshes = _refreshes.GetMeasurementSnapshot();
            if (refreshes.Count(refresh => Equals(refresh.Tags["outcome"], "ok")) >= count)
            {
                return;
            }

            await _refreshes.WaitForMeasurementsAsync(refreshes.Count + 1, Token);
        }
    }
}
