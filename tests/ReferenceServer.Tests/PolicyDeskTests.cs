using Enterprise.Governance;
using Enterprise.Governance.Policies;
using Microsoft.Extensions.DependencyInjection;
using ReferenceServer.Policies;
using ReferenceServer.Workers;
using static ReferenceServer.Tests.ServerFixture;

namespace ReferenceServer.Tests;

/// <summary>Tenants change their own policies, and nobody else's.</summary>
public sealed class PolicyDeskTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string NoContacts = """
        {
          // Nobody touches contacts this week.
          "policies": [ { "policy_id": "freeze", "priority": 300, "when": { "action": "crm:*" }, "effect": { "deny": true, "deny_reason": "contacts are frozen" } } ],
        }
        """;

    private static readonly PolicyRequest Update = new("crm:update_contact") { Tool = "crm" };

    [Fact]
    public async Task Get_BeforeAnythingWasSaved_ShowsTheRulesOfTheFileInAFormThatCanBeSaved()
    {
        PolicyDesk desk = (await fixture.StartAsync()).GetRequiredService<PolicyDesk>();

        PolicyDocument document = await desk.GetAsync("globex", default);

        document.Origin.Should().Be(PolicyOrigin.Files);
        System.Text.Json.JsonElement.Parse(document.Text).GetProperty("policies")[0].GetRawText().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal).Should().Be(
            """{"policy_id":"globex_no_mail_outside","priority":200,"when":{"action":"send_email","not":{"args":{"to":{"like":"*@globex.example"}}}},"effect":{"deny":true,"deny_reason":"mailleavesthecompanyonlythroughthepressoffice"}}""");
        desk.Check("globex", document.Text).Should().BeEquivalentTo(new PolicyCheck([], []));
        PolicyRequest mail = new("send_email") { Args = """{"to":"bob@corp.example"}"""u8.ToArray() };
        (await desk.SimulateAsync("globex", document.Text, mail, default)).Decision!.PolicySetVersion.Should().Be((await desk.SimulateAsync("globex", null, mail, default)).Decision!.PolicySetVersion, "it says the same");
    }

    [Fact]
    public async Task Save_IsInForceHereAtOnceAndInOtherProcessesSoon_AndForNobodyElse()
    {
        await fixture.AddTenantAsync("frozen", """ "limits": { "max_tool_calls": 10 } """);
        await fixture.AddTenantAsync("free", """ "limits": { "max_tool_calls": 10 } """);
        IServiceProvider here = await fixture.StartAsync(), there = await fixture.StartAsync();
        PolicyDesk desk = here.GetRequiredService<PolicyDesk>();
        (await desk.SimulateAsync("frozen", null, Update, default)).Decision!.Effect.Should().Be(PolicyEffect.Allow);
        (await there.GetRequiredService<PolicyDesk>().SimulateAsync("frozen", null, Update, default)).Decision!.Effect.Should().Be(PolicyEffect.Allow);

        PolicySaveResult result = await desk.SaveAsync(Carla("frozen"), NoContacts, (await desk.GetAsync("frozen", default)).Version, default);

        result.Status.Should().Be(PolicySaveStatus.Saved);
        (await desk.GetAsync("frozen", default)).Should().BeEquivalentTo(new { Text = NoContacts, Origin = PolicyOrigin.Store, SavedBy = "carla", result.Document.Version }, "comments are kept");
        string run = await SubmitAsync(here, Request("contact c: a = 1", "frozen"));
        (await LookAsync(here, run)).Should().Be(RunLook.Finished);
        (await EventsAsync(here, run)).Should().EndWith("run.failed");
        await UntilAsync(async () => (await there.GetRequiredService<PolicyDesk>().SimulateAsync("frozen", null, Update, default)).Decision!.DenyReason == "contacts are frozen");
        (await desk.SimulateAsync("free", null, Update, default)).Decision!.Effect.Should().Be(PolicyEffect.Allow);
        (await desk.SimulateAsync("frozen", null, new PolicyRequest("crm:export_all"), default)).Decision!.PolicyIds.Should().Contain("no_export", "the rules of the house stay");
    }

    [Fact]
    public async Task HouseRule_ThatTakesAnIdOfATenant_ClosesThatTenantAndStopsNoProcess()
    {
        await fixture.AddTenantAsync("clashing", """ "limits": { "max_tool_calls": 10 } """);
        PolicyDesk desk = (await fixture.StartAsync()).GetRequiredService<PolicyDesk>();
        (await desk.SaveAsync(Carla("clashing"), """[{"policy_id":"of_the_house_one_day","effect":{"set_cost_units":1}}]""", (await desk.GetAsync("clashing", default)).Version, default)).Status.Should().Be(PolicySaveStatus.Saved);
        string house = Path.Combine(fixture.Root, "policies", "more.json");
        await File.WriteAllTextAsync(house, """[{"policy_id":"of_the_house_one_day","when":{"action":"nobody:*"},"effect":{"deny":true}}]""");
        try
        {
            PolicyDesk next = (await fixture.StartAsync()).GetRequiredService<PolicyDesk>();

            (await next.SimulateAsync("clashing", null, Update, default)).Decision!.Effect.Should().Be(PolicyEffect.Deny);
            (await next.SimulateAsync("acme", null, Update, default)).Decision!.Effect.Should().Be(PolicyEffect.Allow);
            next.Check("clashing", (await next.GetAsync("clashing", default)).Text).Errors.Should().ContainSingle().Which.Help.Should().Be("a rule of the house has this id; take another one");
        }
        finally
        {
            File.Delete(house);
        }
    }

    [Fact]
    public async Task Save_OverAnotherVersionThanTheOneRead_IsAConflict()
    {
        await fixture.AddTenantAsync("shared", """ "limits": { "max_tool_calls": 10 } """);
        PolicyDesk one = (await fixture.StartAsync()).GetRequiredService<PolicyDesk>(), two = (await fixture.StartAsync()).GetRequiredService<PolicyDesk>();
        string read = (await one.GetAsync("shared", default)).Version;

        PolicySaveResult[] results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => (i % 2 == 0 ? one : two).SaveAsync(Carla("shared"), NoContacts.Replace("freeze", $"freeze{i}", StringComparison.Ordinal), read, default))));

        PolicySaveResult saved = results.Should().ContainSingle(static result => result.Status == PolicySaveStatus.Saved).Subject;
        results.Should().OnlyContain(static result => result.Status == PolicySaveStatus.Saved || result.Status == PolicySaveStatus.Conflict);
        (await two.GetAsync("shared", default)).Version.Should().Be(saved.Document.Version);
        (await one.SaveAsync(Carla("shared"), NoContacts, null, default)).Status.Should().Be(PolicySaveStatus.Conflict, "something is in force");
    }

    [Theory]
    [InlineData("{ \"policies\": [ { \"policy_id\": \"a\", \"prioritty\": 1, \"effect\": { \"deny\": true } } ] }", "unknown_key", "prioritty", 1, 37)]
    [InlineData("[\n  { \"policy_id\": \"no_export\", \"effect\": { \"deny\": true } }\n]", "duplicate_policy_id", "no_export", 2, 18)]
    [InlineData("[ { \"policy_id\": \"a\", \"when\": { \"any\": [ { \"tenant\": \"globex\" } ] }, \"effect\": { \"allow\": true } } ]", "foreign_tenant", "\"tenant\"", 1, 44)]
    [InlineData("{ \"policies\": [", "json_syntax", null, 1, 16)]
    public async Task Save_OfATextWithAnError_SaysWhereAndStoresNothing(string text, string code, string? offending, int line, int column)
    {
        PolicyDesk desk = (await fixture.StartAsync()).GetRequiredService<PolicyDesk>();
        PolicyDocument before = await desk.GetAsync("acme", default);

        PolicySaveResult result = await desk.SaveAsync(Carla("acme"), text, before.Version, default);

        result.Status.Should().Be(PolicySaveStatus.Refused);
        Enterprise.Governance.Json.SourceDiagnostic error = result.Check!.Errors.Should().ContainSingle().Subject;
        (error.Code, error.Line, error.Column).Should().Be((code, line, column));
        error.Offending.Contains(offending ?? "", StringComparison.Ordinal).Should().BeTrue(error.Offending);
        error.Help.Should().NotBeNullOrEmpty().And.NotContain(fixture.Root, "where the house keeps its files is nobody's business");
        (await desk.GetAsync("acme", default)).Should().Be(before);
        desk.Check("acme", text).Errors.Should().Equal(result.Check.Errors);
    }

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("[3]")]
    [InlineData("{\"policies\":3}")]
    [InlineData("{\"default_effect\":\"deny\"}")]
    [InlineData("{\"policies\":[],\"tenant\":\"acme\"}")]
    [InlineData("[{\"policy_id\":\"a\",\"when\":3,\"effect\":{\"deny\":true}}]")]
    [InlineData("[{\"policy_id\":\"a\",\"when\":{\"any\":3,\"tenant\":[]},\"effect\":{\"deny\":true}}]")]
    [InlineData("[{\"policy_id\":\"\\ud800\",\"effect\":{\"deny\":true}}]")]
    public async Task Check_OfNonsense_FindsErrors(string text)
    {
        PolicyDesk desk = (await fixture.StartAsync()).GetRequiredService<PolicyDesk>();

        desk.Check("acme", text).Errors.Should().NotBeEmpty();
    }

    [Fact]
    public async Task Save_WhereTheOperatorHasActivatedASet_IsRefused()
    {
        await fixture.AddTenantAsync("pinned", """ "limits": { "max_tool_calls": 10 } """);
        IServiceProvider services = await fixture.StartAsync();
        PolicySet set = PolicySet.Load("""[ { "policy_id": "operator", "effect": { "deny": true } } ]""").GetSet();
        IPolicySetStore store = services.GetRequiredService<IPolicySetStore>();
        await store.WriteAsync(set.Version, set.Document, default);
        (await store.ActivateAsync("pinned", set.Version, default)).Should().BeTrue();
        PolicyDesk desk = services.GetRequiredService<PolicyDesk>();

        (await desk.SaveAsync(Carla("pinned"), NoContacts, (await desk.GetAsync("pinned", default)).Version, default)).Status.Should().Be(PolicySaveStatus.Pinned);
        (await desk.SimulateAsync("pinned", null, Update, default)).Decision!.PolicySetVersion.Should().Be(set.Version, "that is what decides");
    }

    private static GovernanceScope Carla(string tenant) => new(tenant, null, "carla", ["admin"]);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using PeriodicTimer pace = new(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        for (long from = TimeProvider.System.GetTimestamp(); !await condition(); await pace.WaitForNextTickAsync())
            TimeProvider.System.GetElapsedTime(from).Should().BeLessThan(TimeSpan.FromSeconds(10));
    }
}
