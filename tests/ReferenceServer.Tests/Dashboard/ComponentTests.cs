using System.Text.Json;
using AngleSharp.Dom;
using Bunit;
using Enterprise.Governance;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ReferenceServer.Dashboard.Inbox;
using ReferenceServer.Dashboard.Policies;
using ReferenceServer.Dashboard.Spend;
using ReferenceServer.Dashboard.Status;
using ReferenceServer.Dashboard.Timeline;
using static ReferenceServer.Tests.ApiFixture;

namespace ReferenceServer.Tests.Dashboard;

/// <summary>Pages in their circuit, on what is really in the database.</summary>
public sealed class ComponentTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Run_ShowsItsTimeline_AndIsVerified()
    {
        using HttpClient _ = await fixture.StartAsync();
        string run = await Circuit.RunAsync(fixture, "contact c-1: a = 1\nhandbook: refunds");
        await using Circuit circuit = await Circuit.OpenAsync(fixture, CarlaKey);

        IRenderedComponent<RunPage> page = circuit.Open<RunPage>($"/run/{run}", parameters => parameters.Add(static page => page.Id, run));
        page.WaitForAssertion(() => page.FindAll(".event-title").Select(static title => title.TextContent).Should().Equal(
            "Run started", "Allowed by policy", "Allowed by policy", "Allowed by policy", "Action started", "Action completed", "Allowed by policy", "Action started", "Action completed", "Run completed"), Patience);

        page.FindAll("a.rule").Select(static rule => (rule.TextContent, rule.GetAttribute("href"))).Should().Equal(("contact_costs", "/policy?rule=contact_costs"));
        page.Find("button[aria-label='JSON of event 1']").Click();
        page.WaitForAssertion(() => JsonElement.Parse(page.Find("pre.raw").TextContent).GetProperty("user").GetString().Should().Be("ann"), Patience);
        page.FindAll("button").Single(static button => button.TextContent == "Verify").Click();
        page.WaitForAssertion(() => page.Find(".chain").TextContent.Should().Contain("chain intact").And.Contain("10 events checked"), Patience);
    }

    [Fact]
    public async Task Run_ThatWasArchived_SaysSo_AndWhichBundleHasIt()
    {
        using HttpClient _ = await fixture.StartAsync();
        string run = await Circuit.RunAsync(fixture, "handbook: refunds"), bundle = await fixture.ArchiveAsync(run);
        await using Circuit circuit = await Circuit.OpenAsync(fixture, CarlaKey);

        IRenderedComponent<RunPage> page = circuit.Open<RunPage>($"/run/{run}", parameters => parameters.Add(static page => page.Id, run));
        page.WaitForAssertion(() => page.Markup.Should().Contain("have left for the archive"), Patience);

        page.FindAll("button").Single(static button => button.TextContent == "Verify").Click();
        page.WaitForAssertion(() => page.Find(".chain").TextContent.Should().Contain("chain archived").And.Contain(bundle), Patience);
    }

    [Fact]
    public async Task Verification_OfAChangedChain_NamesTheFindingAndNoHash()
    {
        using HttpClient _ = await fixture.StartAsync();
        string run = await Circuit.RunAsync(fixture, "contact c-1: a = 1");
        await ExecuteAsync("ALTER TABLE governance.run_events DISABLE TRIGGER USER", $"UPDATE governance.run_events SET canonical = replace(canonical, '\"a\":\"1\"', '\"a\":\"2\"') WHERE run_id = '{run}'", "ALTER TABLE governance.run_events ENABLE TRIGGER USER");
        await using Circuit circuit = await Circuit.OpenAsync(fixture, CarlaKey);
        IRenderedComponent<ChainStatus> chain = circuit.Draw<ChainStatus>(parameters => parameters.Add(static chain => chain.RunId, run));

        chain.Find("button").Click();

        chain.WaitForAssertion(() => chain.Markup.Should().Contain("chain tampered").And.Contain("hash_mismatch").And.Contain("The event is not what was sealed."), Patience);
        chain.Markup.Should().NotMatchRegex("[0-9a-f]{64}");
    }

    [Fact]
    public async Task Inbox_ShowsExactlyWhatWillBeExecuted_AndDecides()
    {
        using HttpClient _ = await fixture.StartAsync();
        string run = await Circuit.RunAsync(fixture, "email bob@corp.example: Pay\u202Ement | <b>bold</b> & more");
        await using Circuit circuit = await Circuit.OpenAsync(fixture, BobKey);
        IRenderedComponent<InboxPage> page = circuit.Draw<InboxPage>();
        page.WaitForAssertion(() => CardOf(page, run).Should().NotBeNull(), Patience);

        IElement card = CardOf(page, run)!;
        card.QuerySelectorAll("dl.args dt").Select(static name => name.TextContent).Should().Equal("body", "subject", "to");
        card.QuerySelectorAll("dl.args dd").Select(static value => value.TextContent).Should().Equal("<b>bold</b> & more", "PayU+202Ement", "bob@corp.example");
        card.QuerySelector("dl.args b").Should().BeNull("arguments are text");
        card.QuerySelector(".asking")!.TextContent.Should().Contain("mail_needs_approval").And.Contain("{\"action\":\"send_email\"}");
        card.QuerySelectorAll("button").Single(static button => button.TextContent == "Deny…").Click();
        page.WaitForAssertion(() => CardOf(page, run)!.QuerySelector("input").Should().NotBeNull(), Patience);
        CardOf(page, run)!.QuerySelector("input")!.Input("not today");
        CardOf(page, run)!.QuerySelector("form")!.Submit();

        page.WaitForAssertion(() => CardOf(page, run).Should().BeNull(), Patience);
        ApprovalRecord decided = (await circuit.Get<IApprovals>().ListAsync(new ApprovalQuery("acme") { RunId = run })).Single();
        (decided.State, decided.DecidedBy, decided.Reason).Should().Be((ApprovalState.Denied, "bob", "not today"));
        page.FindAll("button").Single(static button => button.TextContent == "Decided").Click();
        page.WaitForAssertion(() => page.Find("table").TextContent.Should().Contain("not today"), Patience);
    }

    [Fact]
    public async Task Request_OfOnesOwn_CannotBeDecided()
    {
        using HttpClient _ = await fixture.StartAsync();
        string run = await Circuit.RunAsync(fixture, "email bob@corp.example: A | B", user: "carla");
        await using Circuit circuit = await Circuit.OpenAsync(fixture, CarlaKey);
        IRenderedComponent<InboxPage> page = circuit.Draw<InboxPage>();
        page.WaitForAssertion(() => CardOf(page, run).Should().NotBeNull(), Patience);

        CardOf(page, run)!.TextContent.Should().Contain("This is your own request. Somebody else has to decide it.");
        CardOf(page, run)!.QuerySelectorAll("button").Should().NotContain(static button => button.TextContent.StartsWith("Approve", StringComparison.Ordinal));
        ApprovalRecord asked = (await circuit.Get<IApprovals>().ListAsync(new ApprovalQuery("acme") { RunId = run })).Single();
        await FluentActions.Awaiting(() => circuit.Get<ApprovalInbox>().DecideAsync(asked.ApprovalId, ApprovalDecision.Approved, null, default)).Should().ThrowAsync<ReferenceServer.Dashboard.Sessions.RefusedException>().WithMessage(ApprovalCase.OwnRequest);
    }

    [Fact]
    public async Task Inbox_WithNothingInIt_SaysWhatItIs()
    {
        using HttpClient _ = await fixture.StartAsync();
        await using Circuit circuit = await Circuit.OpenAsync(fixture, GinaKey);

        IRenderedComponent<InboxPage> page = circuit.Draw<InboxPage>();

        page.WaitForAssertion(() => page.Markup.Should().Contain("Nothing waits for you"), Patience);
    }

    [Fact]
    public async Task Policy_IsCheckedAsOneTypes_TriedOutAndSaved()
    {
        using HttpClient _ = await fixture.StartAsync();
        await using Circuit circuit = await Circuit.OpenAsync(fixture, GinaKey);
        IRenderedComponent<PolicyPage> page = circuit.Open<PolicyPage>("/policy?rule=no_export");
        page.WaitForAssertion(() => page.Find(".editor textarea").GetAttribute("value").Should().Contain("globex_no_mail_outside"), Patience);
        page.Find("tr.chosen").TextContent.Should().Contain("no_export").And.Contain("the house's");

        page.Find(".editor textarea").Input("""{"policies":[{"policy_id":"x","when":{"actoin":"refund"},"effect":{"deny":true}}]}""");
        page.WaitForAssertion(() => page.Find("#findings").TextContent.Should().Contain("line 1, column 39").And.Contain("unknown key `actoin`").And.Contain("did you mean `action`?"), Patience);
        SaveButton(page).HasAttribute("disabled").Should().BeTrue("what has errors cannot be saved");

        page.Find(".editor textarea").Input("""{"policies":[{"policy_id":"no_refunds","when":{"action":"refund"},"effect":{"deny":true,"deny_reason":"not here"}}]}""");
        page.WaitForAssertion(() => page.Find("#findings").TextContent.Should().Contain("No errors."), Patience);
        page.FindAll("form input")[0].Change("refund");
        page.Find("section.panel form").Submit();
        page.WaitForAssertion(() => page.FindAll(".verdict .effect").Select(static effect => effect.TextContent).Should().Equal("deny", "allow"), Patience);
        page.Find(".verdict").TextContent.Should().Contain("not here").And.Contain("no_refunds");

        SaveButton(page).Click();
        page.WaitForAssertion(() => page.Find(".origin").TextContent.Should().Contain("saved by gina"), Patience);
        page.WaitForAssertion(() => page.FindAll("table code").Select(static code => code.TextContent).Should().Contain("no_refunds").And.NotContain("globex_no_mail_outside"), Patience);
    }

    [Fact]
    public async Task Policy_ThatSomebodyElseHasSaved_IsNotOverwritten()
    {
        using HttpClient _ = await fixture.StartAsync();
        await using Circuit mine = await Circuit.OpenAsync(fixture, CarlaKey), theirs = await Circuit.OpenAsync(fixture, CarlaKey);
        IRenderedComponent<PolicyPage> page = mine.Draw<PolicyPage>();
        page.WaitForAssertion(() => page.Find(".editor textarea"), Patience);
        page.Find(".editor textarea").Input("""{"policies":[{"policy_id":"mine","effect":{"set_cost_units":1}}]}""");
        page.WaitForAssertion(() => SaveButton(page).HasAttribute("disabled").Should().BeFalse(), Patience);
        PolicyWorkbench bench = theirs.Get<PolicyWorkbench>();
        await bench.SaveAsync("""{"policies":[{"policy_id":"theirs","when":{"action":"nobody:*"},"effect":{"set_cost_units":2}}]}""", (await bench.GetAsync(default)).Version, default);

        SaveButton(page).Click();

        page.WaitForAssertion(() => page.Find(".note.warn").TextContent.Should().Contain("carla has saved another version meanwhile"), Patience);
        page.Find(".editor textarea").GetAttribute("value").Should().Contain("mine");
        (await bench.GetAsync(default)).Text.Should().Contain("theirs");
        page.FindAll("button").Single(static button => button.TextContent == "Drop mine, show theirs").Click();
        page.WaitForAssertion(() => page.Find(".editor textarea").GetAttribute("value").Should().Contain("theirs"), Patience);
    }

    [Fact]
    public async Task Spend_ShowsDaysModelsAndEstimates_OrThatThereIsNone()
    {
        using HttpClient _ = await fixture.StartAsync();
        await ExecuteAsync("""
            INSERT INTO governance.cost_daily VALUES ('acme', (now() AT TIME ZONE 'UTC')::date, 'tenant', 'acme', 'gemini-x', 3, 1, 12345, 678), ('acme', (now() AT TIME ZONE 'UTC')::date, 'user', 'ann', 'gemini-x', 3, 1, 12345, 678)
            """);
        await using Circuit circuit = await Circuit.OpenAsync(fixture, DoraKey), none = await Circuit.OpenAsync(fixture, GinaKey);

        IRenderedComponent<SpendPage> page = circuit.Draw<SpendPage>(), empty = none.Draw<SpendPage>();

        page.WaitForAssertion(() => page.FindAll(".totals dd").Select(static total => total.TextContent).Should().Equal("678", "12 345", "3", "1estimate"), Patience);
        page.Find("figure rect title").TextContent.Should().EndWith(", gemini-x: 678 cost units, in part estimated");
        page.FindAll("button").Single(static button => button.TextContent == "As a table").Click();
        page.WaitForAssertion(() => page.Find("figure table").TextContent.Should().Contain("12 345"), Patience);
        empty.WaitForAssertion(() => empty.Markup.Should().Contain("No model was called"), Patience);
    }

    [Fact]
    public async Task System_ShowsListsJobsAndStores_AndRefreshesForThoseWhoMay()
    {
        using HttpClient _ = await fixture.StartAsync();
        await using Circuit admin = await Circuit.OpenAsync(fixture, CarlaKey), auditor = await Circuit.OpenAsync(fixture, DoraKey);
        IRenderedComponent<SystemPage> page = admin.Draw<SystemPage>(), other = auditor.Draw<SystemPage>();
        page.WaitForAssertion(() => page.Markup.Should().Contain("postgres healthy").And.Contain("Chains of your tenant").And.Contain("runs_mv"), Patience);
        other.WaitForAssertion(() => other.Markup.Should().Contain("runs_mv"), Patience);
        other.FindAll("table button").Should().BeEmpty();
        await FluentActions.Awaiting(() => auditor.Get<SystemDesk>().RefreshAsync("runs_mv", default)).Should().ThrowAsync<ReferenceServer.Dashboard.Sessions.RefusedException>();
        string before = AsOf(page);
        await Circuit.RunAsync(fixture, "contact c-1: a = 1");

        page.Find("button[aria-label='Refresh runs_mv']").Click();

        page.WaitForAssertion(() => string.CompareOrdinal(AsOf(page), before).Should().BePositive(), Patience);

        static string AsOf(IRenderedComponent<SystemPage> page) => page.FindAll("tbody tr").Single(static row => row.TextContent.Contains("runs_mv")).QuerySelector("time")!.GetAttribute("datetime")!;
    }

    private static IElement? CardOf(IRenderedComponent<InboxPage> page, string run) => page.FindAll("article").SingleOrDefault(card => card.QuerySelector($"a[href='/run/{run}']") is not null);

    private static IElement SaveButton(IRenderedComponent<PolicyPage> page) => page.FindAll("button").Single(static button => button.TextContent == "Save");

    private async Task ExecuteAsync(params string[] statements)
    {
        foreach (string sql in statements)
        {
            await using NpgsqlCommand command = fixture.DataSource.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }
}
