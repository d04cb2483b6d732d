using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Votive.Assessment.Instruments;
using Votive.Contracts.Analyses;
using Votive.Web.Questionnaire;

namespace Votive.Web.Tests.Questionnaire;

/// <summary>The whole questionnaire as a person without JavaScript goes through it: every form is filled from the HTML that was sent.</summary>
public sealed class NoScriptRunTests
{
    [Theory]
    [InlineData("en", "Your day")]
    [InlineData("pl", "Twój dzień")]
    public async Task EveryScreenAnswered_LeadsToAReportOnAllOfIt(string language, string firstSection)
    {
        await using var site = await QuestionnaireSite.StartAsync(language);
        var page = await site.BeginAsync();
        Assert.Contains(firstSection, page.QuerySelector("form[data-step]:not([hidden]) h1")!.TextContent, StringComparison.Ordinal);

        foreach (var step in StepPlan.Quick.Steps)
        {
            var form = QuestionnaireSite.Step(page);
            Assert.Equal(step.Id, form.GetAttribute("data-step"));
            step.Items.ToList().ForEach(item => Answer(form, item));
            page = await site.FollowAsync(await site.SubmitAsync(form, "next"));
        }

        var handIn = page.QuerySelector<IHtmlFormElement>("form[data-submit]")!;
        using var response = await site.SubmitAsync(handIn);

        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal("/insights", response.Headers.Location!.ToString());
        Assert.Equal(StepPlan.Quick.Items.Select(item => item.Id).Order(), site.Upstreams.Draft.Answers.Keys.Order());
        Assert.Equal(language, site.Upstreams.Report.Analysis.Language);
        Assert.Equal(FallbackReasons.ServicesUnavailable, site.Upstreams.Report.Meta.Fallback);
    }

    [Fact]
    public async Task EveryScreenSkipped_AsksNothingThatRestsOnASkippedAnswer()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        var page = await site.BeginAsync();
        var seen = new List<string>();

        while (page.QuerySelector("form[data-step]") is not null)
        {
            seen.Add(QuestionnaireSite.Step(page).GetAttribute("data-step")!);
            page = await site.FollowAsync(await site.SubmitAsync(QuestionnaireSite.Step(page), "skip"));
        }

        Assert.DoesNotContain("val.rank", seen);
        Assert.DoesNotContain("val.lived", seen);
        Assert.DoesNotContain("hab.keystone", seen);
        Assert.DoesNotContain("id.acts", seen);
        Assert.Contains("end.honest", seen);
        Assert.Null(page.QuerySelector("form[data-submit] button"));
    }

    [Fact]
    public async Task Back_ReturnsToThePreviousScreenWithItsAnswer()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        var first = QuestionnaireSite.Step(await site.BeginAsync());
        QuestionnaireSite.Check(first, "day.energy:06", "2");
        var second = QuestionnaireSite.Step(await site.FollowAsync(await site.SubmitAsync(first, "next")));
        QuestionnaireSite.Check(second, "day.demand", "10");

        var page = await site.FollowAsync(await site.SubmitAsync(second, "back"));

        var energy = QuestionnaireSite.Step(page).QuerySelectorAll<IHtmlInputElement>("[name='day.energy:06']").Single(input => input.IsChecked);
        Assert.Equal("2", energy.Value);
        Assert.Equal("""["10"]""", site.Upstreams.Draft.Answers["day.demand"].ToString());
    }

    [Fact]
    public async Task SectionButton_SavesAndJumps()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        var page = await site.BeginAsync();
        QuestionnaireSite.Check(QuestionnaireSite.Step(page), "day.energy:06", "2");
        var button = page.QuerySelectorAll<IHtmlButtonElement>(".sections button").Single(b => b.GetAttribute("data-section") == "val");

        page = await site.FollowAsync(await site.SubmitAsync(QuestionnaireSite.Step(page), button.Value));

        Assert.Equal("val.pick", QuestionnaireSite.Step(page).GetAttribute("data-step"));
        Assert.True(site.Upstreams.Draft.Answers.ContainsKey("day.energy"));
    }

    /// <summary>Answers one question with the first things that are there.</summary>
    private static void Answer(IHtmlFormElement form, InstrumentItem item)
    {
        var question = form.QuerySelector($"[data-item='{item.Id}']")!;
        string[] Values(string selector) => [.. question.QuerySelectorAll(selector)
            .Where(e => e.Closest("[hidden]") is null && !e.HasAttribute("disabled"))
            .Select(e => e.GetAttribute("value") ?? e.GetAttribute("name")!)];
        switch (item.Type)
        {
            case ItemType.Grid:
                item.Options.ToList().ForEach(slot => QuestionnaireSite.Check(form, $"{item.Id}:{slot.Id}", slot.Id is "10" ? "4" : "1"));
                break;
            case ItemType.Scale or ItemType.Ruler or ItemType.Count:
                QuestionnaireSite.Check(form, item.Id, item.Scale!.Max.ToString(System.Globalization.CultureInfo.InvariantCulture));
                break;
            case ItemType.Single:
                QuestionnaireSite.Check(form, item.Id, Values("input[type=radio]")[0]);
                break;
            case ItemType.Multi:
                Values("input[type=checkbox]").Take(item.MaxCount ?? 2).ToList().ForEach(value => QuestionnaireSite.Check(form, item.Id, value));
                break;
            case ItemType.Rank:
                foreach (var (place, select) in question.QuerySelectorAll<IHtmlSelectElement>("li:not([hidden]) select").Take(item.MaxCount ?? 5).Index())
                {
                    QuestionnaireSite.Fill(form, select.Name!, $"{place + 1}");
                }

                break;
            case ItemType.Text:
                QuestionnaireSite.Fill(form, item.Id, "finishes what matters");
                break;
            case ItemType.List:
                QuestionnaireSite.Fill(form, $"{item.Id}:0", "keeps a promise");
                QuestionnaireSite.Fill(form, $"{item.Id}:2", "asks first");
                break;
            case ItemType.Matrix:
                foreach (var row in question.QuerySelectorAll("[data-key]:not([hidden])").Select(row => row.GetAttribute("data-key")!))
                {
                    if (question.QuerySelector($"input[type=number][name='{item.Id}:{row}']") is not null)
                    {
                        QuestionnaireSite.Fill(form, $"{item.Id}:{row}", "3");
                    }
                    else
                    {
                        QuestionnaireSite.Check(form, $"{item.Id}:{row}", "2");
                    }
                }

                break;
            case ItemType.Repeat:
                for (var index = 0; index < 3; index++)
                {
                    QuestionnaireSite.Fill(form, $"{item.Id}:{index}:label", $"habit {index}");
                    QuestionnaireSite.Fill(form, $"{item.Id}:{index}:times", "5");
                    QuestionnaireSite.Check(form, $"{item.Id}:{index}:auto1", "6");
                    QuestionnaireSite.Check(form, $"{item.Id}:{index}:help", "1");
                    QuestionnaireSite.Fill(form, $"{item.Id}:{index}:cue", "time");
                    QuestionnaireSite.Fill(form, $"{item.Id}:{index}:value", "none");
                }

                break;
        }
    }
}
