using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Policies.Tests.Sources;

public sealed class FileSourceTests : IDisposable
{
    private const string Deny = """[{"policy_id":"a","effect":{"deny":true}}]""";
    private const string Cost = """[{"policy_id":"b","effect":{"set_cost_units":1}}]""";

    private readonly string _directory = Directory.CreateTempSubdirectory("policies-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Directory_ReadsJsonFilesInOrdinalOrder_WithoutDotFiles()
    {
        Write("b.json", Cost);
        Write("a.json", Deny);
        Write("c.txt", "not policies");
        Write(".hidden.json", "not policies");
        await using PolicyEngine engine = new(new PoliciesOptions { ReloadOnChange = false }.AddDirectory(_directory));
        await engine.StartAsync();
        engine.Current.Rules.Select(static rule => Path.GetFileName(rule.File)).Should().Equal("a.json", "b.json");
    }

    [Fact]
    public async Task File_Changed_IsSeenByPolling()
    {
        string path = Write("p.json", Deny);
        FakeTimeProvider time = new();
        RecordingLogger logger = new();
        await using PolicyEngine engine = new(new PoliciesOptions().AddFile(path), logger, time);
        await engine.StartAsync();
        await logger.WaitForAsync(1);

        File.WriteAllText(path, Cost);
        time.Advance(TimeSpan.FromSeconds(10));
        await logger.WaitForAsync(1);
        engine.Current.Rules.Should().ContainSingle().Which.PolicyId.Should().Be("b");
    }

    [Fact]
    public async Task File_Deleted_KeepsTheLastGoodSet()
    {
        string path = Write("p.json", Deny);
        await using PolicyEngine engine = new(new PoliciesOptions { ReloadOnChange = false }.AddFile(path));
        await engine.StartAsync();
        File.Delete(path);
        PolicyLoadResult result = await engine.ReloadAsync();
        result.Errors.Select(static error => error.ToString()).Should().Equal($"{path}:1:1: `{path}` does not exist; help: check the path");
        engine.Evaluate(new PolicyRequest("x")).Effect.Should().Be(PolicyEffect.Deny);
    }

    [Fact]
    public async Task Start_SourcesThatCannotBeRead_ListsThemAndWhatIsWrongInTheOthers()
    {
        string missing = Path.Combine(_directory, "missing.json");
        string broken = Write("broken.txt", "[");
        await using PolicyEngine engine = new(new PoliciesOptions().AddFile(missing).AddDirectory(_directory).AddDirectory(missing).AddFile(_directory).AddFile(broken));
        Func<Task> start = () => engine.StartAsync();
        (await start.Should().ThrowAsync<PolicyLoadException>()).Which.Errors.Select(static error => error.Code)
            .Should().Equal("not_found", "no_files", "not_found", "not_readable", "json_syntax");
    }

    [Fact]
    public async Task Text_WithoutSources_IsTheEmptySet()
    {
        await using PolicyEngine engine = new(new PoliciesOptions());
        await engine.StartAsync();
        engine.Current.Version.Should().Be(PolicySet.Empty.Version);
    }

    private string Write(string name, string content)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, content);
        return path;
    }
}
