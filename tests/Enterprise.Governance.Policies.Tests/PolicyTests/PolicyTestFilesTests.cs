namespace Enterprise.Governance.Policies.Tests.PolicyTests;

public sealed class PolicyTestFilesTests : IDisposable
{
    private const string Deny = """[{"policy_id":"a","effect":{"deny":true}}]""";
    private const string Cost = """[{"policy_id":"b","effect":{"set_cost_units":7}}]""";

    private readonly string _directory = Directory.CreateTempSubdirectory("policytests-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task LoadAsync_FileWithoutPolicies_TestsItsNamesake()
    {
        Write("mail.json", Deny);
        Write("other.json", Cost);
        PolicyTestSuite suite = (await PolicyTestSuite.LoadAsync(Write("mail.policytest.json", Tests("")))).GetSuite();
        suite.Set.Rules.Should().ContainSingle().Which.File.Should().Be(Path.Combine(_directory, "mail.json"));
        suite.Run().Passed.Should().BeTrue();
    }

    [Fact]
    public async Task LoadAsync_FilesAndRules_AreOneSet()
    {
        Write("rules/mail.json", Deny);
        Write("rules/all.policytest.json", "not a policy");
        string tests = Write("tests/all.policytest.json", Tests("""
            "files": [ "../rules" ], "policies": [ { "policy_id": "c", "effect": { "allow": true } } ],
            """));
        (await PolicyTestSuite.LoadAsync(tests)).GetSuite().Set.Rules.Select(static rule => (rule.PolicyId, rule.File)).Should().Equal(
            ("a", Path.Combine(_directory, "rules", "mail.json")), ("c", tests));
    }

    [Fact]
    public async Task LoadAsync_RelativePath_KeepsPlacesRelative()
    {
        Write("mail.json", "[ 1 ]");
        string relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), Write("mail.policytest.json", Tests("")));
        (await PolicyTestSuite.LoadAsync(relative)).Errors.Should().ContainSingle()
            .Which.File.Should().Be(Path.Combine(Path.GetDirectoryName(relative)!, "mail.json"));
    }

    [Fact]
    public async Task LoadAsync_PoliciesThatAreNotThere_SaysWhereTheyAreNamed()
    {
        string named = Write("a.policytest.json", Tests("\"files\": [\n  \"mial.json\" ],"));
        string unnamed = Write("b.policytest.json", Tests(""));
        Errors(await PolicyTestSuite.LoadAsync(named)).Should().Equal($"{named}:2:3: `{Path.Combine(_directory, "mial.json")}` does not exist; help: check the path");
        Errors(await PolicyTestSuite.LoadAsync(unnamed)).Should().Equal(
            $"{unnamed}:1:1: `{Path.Combine(_directory, "b.json")}` does not exist; help: the test file names no policies: name them in `files`, or write rules in `policies`");
        Errors(await PolicyTestSuite.LoadAsync(Path.Combine(_directory, "c.policytest.json"))).Should().ContainSingle().Which.Should().Contain("c.policytest.json` does not exist");
    }

    [Fact]
    public async Task LoadAsync_SameIdInFileAndRules_NamesBothPlaces()
    {
        Write("mail.json", Deny);
        string tests = Write("mail.policytest.json", Tests("""
            "files": [ "mail.json" ], "policies": [ { "policy_id": "a", "effect": { "allow": true } } ],
            """));
        Errors(await PolicyTestSuite.LoadAsync(tests)).Should().Equal(
            $"{tests}:1:58: the policy_id `a` is given twice; help: the first is at {Path.Combine(_directory, "mail.json")}:1:15; give one of them another id");
    }

    [Fact]
    public async Task Engine_DirectoryWithTestFiles_LeavesThemOut()
    {
        Write("mail.json", Deny);
        Write("mail.policytest.json", Tests(""));
        await using PolicyEngine engine = new(new PoliciesOptions { ReloadOnChange = false }.AddDirectory(_directory));
        await engine.StartAsync();
        engine.Current.Rules.Should().ContainSingle().Which.PolicyId.Should().Be("a");
    }

    [Fact]
    public async Task Engine_DirectoryWithNothingButTests_HoldsNoPolicies()
    {
        Write("mail.policytest.json", Tests(""));
        await using PolicyEngine engine = new(new PoliciesOptions { ReloadOnChange = false }.AddDirectory(_directory));
        (await engine.Awaiting(static engine => engine.StartAsync()).Should().ThrowAsync<PolicyLoadException>()).Which.Errors.Should().ContainSingle().Which.Code.Should().Be("no_files");
    }

    private static string Tests(string keys) => $$"""{ {{keys}}"tests": [ { "name": "t", "request": { "action": "x" }, "expect": { "effect": "deny" } } ] }""";

    private static IEnumerable<string> Errors(PolicyTestLoadResult result) => result.Errors.Select(static error => error.ToString());

    private string Write(string name, string content)
    {
        string path = Path.Combine(_directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }
}
