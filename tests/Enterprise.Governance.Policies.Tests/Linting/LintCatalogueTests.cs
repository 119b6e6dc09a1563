using System.Text;

namespace Enterprise.Governance.Policies.Tests.Linting;

/// <summary>The catalogue: how it is read, and what the lint finds with it.</summary>
public sealed class LintCatalogueTests
{
    [Fact]
    public void Load_Catalogue_ReadsItsLists()
    {
        PolicyCatalogue catalogue = Load("""{"actions":["a","b"], "roles":[], /* no tools */ "phases":["exec"],}""").Catalogue!;
        catalogue.Actions.Should().BeEquivalentTo("a", "b");
        catalogue.Tools.Should().BeNull();
        catalogue.Roles.Should().BeEmpty();
        catalogue.Phases.Should().BeEquivalentTo("exec");
    }

    [Theory]
    [InlineData("""{"action":["a"]}""", "c.json:1:2: unknown key `action`; help: did you mean `actions`?")]
    [InlineData("""{"actions":"a"}""", "c.json:1:12: `actions` must be a list of names; help: write it between `[` and `]`, or leave it out")]
    [InlineData("""{"tools":["a",1]}""", "c.json:1:15: a name in `tools` must be a string, not `1`; help: write it between double quotes")]
    [InlineData("""{"tools":["mcp:*"]}""", "c.json:1:11: `mcp:*` in `tools` is a pattern; help: list the names one by one")]
    [InlineData("""{"roles":[""]}""", "c.json:1:11: a name in `roles` must not be empty; help: list names as requests have them")]
    [InlineData("""[]""", "c.json:1:1: a catalogue must be an object; help: write `{\"actions\": [ … ], \"tools\": [ … ], \"roles\": [ … ]}`")]
    public void Load_BrokenCatalogue_SaysWhereAndWhatToDo(string json, string problem)
    {
        PolicyCatalogueResult result = Load(json);
        result.IsLoaded.Should().BeFalse();
        result.Errors.Select(static error => error.ToString()).Should().Equal(problem);
    }

    [Theory]
    [InlineData("{'action':'send_mail'}", "error: unknown action `send_mail` in `p` [unknown_action]; help: did you mean `send_email`?")]
    [InlineData("{'any':[{'not':{'action':'nothing'}},{'action':'send_email'}]}", "error: unknown action `nothing` in `p` [unknown_action]; help: mend the name, or add the action to the catalogue")]
    [InlineData("{'any':[{'tool':'mcp:gmial'},{}]}", "error: unknown tool `mcp:gmial` in `p` [unknown_tool]; help: did you mean `mcp:gmail`?")]
    [InlineData("{'not':{'roles_any':['admin','agnet']}}", "error: unknown role `agnet` in `p` [unknown_role]; help: did you mean `agent`?")]
    [InlineData("{'any':[{'action':'crm:*'},{}]}", "warning: `crm:*` in `p` matches no action of the catalogue [pattern_matches_nothing]; help: mend the pattern, or add the action to the catalogue")]
    [InlineData("{'action':'send_*','not':{'action':'*l'}}", "warning: `p` matches no request with names of the catalogue [never_matches_catalogue]; help: mend its names or patterns, or add the missing names to the catalogue")]
    [InlineData("{'action':'send_*','tool':'mcp:*','roles_all':['agent']}", null)]
    [InlineData("{'not':{'tool':'*'},'user':'anybody'}", null)]
    public void Lint_WithCatalogue_FindsNamesThatNoRequestHas(string when, string? finding)
    {
        PolicyCatalogue catalogue = Load("""{"actions":["send_email","read"],"tools":["mcp:gmail"],"roles":["admin","agent"],"phases":["exec"]}""").Catalogue!;
        PolicyLintReport report = PolicyTesting.Load($$$"""[{"policy_id":"p","when":{{{when.Replace('\'', '"')}}},"effect":{"deny":true}}]""").Lint(new PolicyLintOptions { Catalogue = catalogue });
        report.Findings.Select(static found => found.ToString()).Should().Equal(finding is null ? [] : [$"test.json:1:15: {finding}"]);
    }

    [Fact]
    public void Lint_WithCatalogue_FindsUnknownPhases()
    {
        PolicyLintReport report = PolicyTesting.Load("""[{"policy_id":"p","phase":["exec","paln"],"effect":{"deny":true}}]""").Lint(new PolicyLintOptions { Catalogue = new PolicyCatalogue { Phases = ["exec", "plan"] } });
        report.Findings.Should().ContainSingle().Which.ToString().Should().Be("test.json:1:15: error: unknown phase `paln` in `p` [unknown_phase]; help: did you mean `plan`?");
        report.HasErrors.Should().BeTrue();
    }

    private static PolicyCatalogueResult Load(string json) => PolicyCatalogue.Load(Encoding.UTF8.GetBytes(json), "c.json");
}
