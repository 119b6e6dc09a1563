using System.Text;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.Tests;

public sealed class TenantCompositionTests
{
    private static readonly PolicySet s_global = PolicySet.Load("""[{"policy_id":"g","effect":{"set_cost_units":1}}]""", "global.json").GetSet();

    [Fact]
    public void ForTenant_OwnRules_MatchOnlyThatTenant()
    {
        PolicySet set = s_global.ForTenant(PolicyTesting.RulesOf("acme", """[{"policy_id":"t","when":{"tenant":"*"},"effect":{"deny":true}}]""")).GetSet();
        set.Evaluate(new PolicyRequest("x") { Tenant = "acme" }).PolicyIds.Should().Equal("g", "t");
        set.Evaluate(new PolicyRequest("x") { Tenant = "ACME" }).PolicyIds.Should().Equal("g");
        set.Evaluate(new PolicyRequest("x")).PolicyIds.Should().Equal("g");
        Encoding.UTF8.GetString(set.Document.Span).Should().Contain("\"policy_id\":\"t\",\"priority\":0,\"tenant\":\"acme\"");
        PolicySet.FromDocument(set.Document).GetSet().Evaluate(new PolicyRequest("x") { Tenant = "globex" }).PolicyIds.Should().Equal("g");
    }

    [Fact]
    public void ForTenant_WildcardInTheTenantsName_IsLiteral()
    {
        PolicySet set = s_global.ForTenant(PolicyTesting.RulesOf("*", """[{"policy_id":"t","effect":{"deny":true}}]""")).GetSet();
        set.Evaluate(new PolicyRequest("x") { Tenant = "acme" }).Effect.Should().Be(PolicyEffect.Allow);
    }

    [Fact]
    public void ForTenant_IdOfAGlobalRule_IsAnErrorThatNamesBothPlaces()
    {
        PolicyLoadResult result = s_global.ForTenant(PolicyTesting.RulesOf("acme", "[\n  {\"policy_id\":\"g\",\"effect\":{\"deny\":true}}\n]"));
        result.IsLoaded.Should().BeFalse();
        result.Errors.Select(static error => error.ToString()).Should().Equal(
            "tenant.json:2:16: the policy_id `g` is given twice; help: the first is at global.json:1:15; give one of them another id");
    }

    [Fact]
    public void ForTenant_IdThatAListFormYields_IsAnError()
    {
        PolicySet list = PolicyTesting.Load("""[{"policy_id":"a","deny_actions":["x"]}]""");
        list.ForTenant(PolicyTesting.RulesOf("acme", """[{"policy_id":"a#deny","effect":{"deny":true}}]""")).IsLoaded.Should().BeFalse();
        list.ForTenant(PolicyTesting.RulesOf("acme", """[{"policy_id":"a","effect":{"deny":true}}]""")).IsLoaded.Should().BeFalse();
        list.ForTenant(PolicyTesting.RulesOf("acme", """[{"policy_id":"b","deny_actions":["x"],"require_approval_actions":["y"]}]""")).IsLoaded.Should().BeTrue();
    }

    [Fact]
    public void ForTenant_NothingAdded_IsTheSameSet() => s_global.ForTenant(PolicyRules.Empty).Set.Should().BeSameAs(s_global);

    [Fact]
    public void ForTenant_DefaultEffect_ReplacesThatOfTheSet()
    {
        PolicySet set = s_global.ForTenant(PolicyRules.Empty, new PolicySetOptions { DefaultEffect = PolicyEffect.Deny }).GetSet();
        set.Evaluate(new PolicyRequest("x")).Effect.Should().Be(PolicyEffect.Deny);
        set.Version.Should().NotBe(s_global.Version);
    }

    [Fact]
    public void Read_Errors_GoToTheSharedListWithTheirPlaces()
    {
        List<SourceDiagnostic> errors = [], warnings = [];
        SourceDocument.TryParse("""{"tenant_id":"acme","policies":[{"policy_id":"a"},{"policy_id":"b","effect":{"deny":false}}]}"""u8.ToArray(), "acme.json", out SourceNode? root, out _);
        PolicyRules.Read(root!.Find("policies")!, "acme", errors, warnings).Should().BeNull();
        errors.Select(static error => error.ToString()).Should().Equal("acme.json:1:33: the rule has no `effect`; help: write `\"effect\": {\"deny\": true}` or another effect");
        warnings.Select(static warning => warning.ToString()).Should().Equal(
            "acme.json:1:78: `deny` is false and does nothing; help: remove it; no rule can take back what another rule does",
            "acme.json:1:77: the rule has no effect; help: add one, or remove the rule");
    }

    [Fact]
    public void Load_SeveralFiles_ReportsTheErrorsOfAll()
    {
        PolicyLoadResult result = PolicySet.Load([
            PolicyFile.FromText("""[{"policy_id":"a","effect":{"deny":true}}]""", "1.json"),
            PolicyFile.FromText("[", "2.json"),
            PolicyFile.FromText("""[{"policy_id":"a","effect":{"deny":true}},{"policy_id":"b"}]""", "3.json"),
        ]);
        result.Set.Should().BeNull();
        result.Errors.Select(static error => $"{error.File} {error.Code}").Should().Equal("2.json json_syntax", "3.json duplicate_policy_id", "3.json missing_key");
        Action get = () => result.GetSet();
        get.Should().Throw<PolicyLoadException>().Which.Message.Split('\n').Should().HaveCount(4);
    }

    [Fact]
    public void Options_DefaultOfRequireApproval_IsRefused()
    {
        Action create = static () => _ = new PolicySetOptions { DefaultEffect = PolicyEffect.RequireApproval };
        create.Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData("""{"policy_id":"a"}""", "acme.json:1:1: `policies` must be an array, not an object; help: write it between `[` and `]`")]
    [InlineData("""[{"policy_id":"a","tenant":"globex","effect":{"deny":true}}]""", "acme.json:1:19: unknown key `tenant`; help: write `\"when\": {\"tenant\": …}`")]
    [InlineData("""[{"policy_id":"a","effect":{"deny":true}},{"policy_id":"a","deny_actions":["x"]}]""", "acme.json:1:56: the policy_id `a` is given twice; help: the first is at acme.json:1:15; give one of them another id")]
    [InlineData("""[{"policy_id":"a","when":{"args":{"n":{">":5}}},"effect":{"deny":true}}]""", "acme.json:1:40: unknown operator `>`; help: did you mean `gt`?")]
    public void Read_BrokenRulesOfATenant_SaysExactlyThis(string json, string expected)
    {
        List<SourceDiagnostic> errors = [];
        SourceDocument.TryParse(Encoding.UTF8.GetBytes(json), "acme.json", out SourceNode? root, out _);
        PolicyRules.Read(root!, "acme", errors, []).Should().BeNull();
        errors.Select(static error => error.ToString()).Should().Equal(expected);
    }
}
