using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.Tests;

public sealed class PolicyFormatTests : IDisposable
{
    private const string Ugly = """[{"effect":{"deny":true},"policy_id":"a"}]""";
    private const string Neat = "[\n  { \"policy_id\": \"a\", \"effect\": { \"deny\": true } }\n]\n";

    private readonly TemporaryDirectory _directory = new();
    private readonly Tool _tool = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Format_FilesOfADirectory_ReplacesThoseThatChange()
    {
        string ugly = _directory.Write("rules/a.json", Ugly), neat = _directory.Write("rules/b.json", Neat), tests = _directory.Write("rules/a.policytest.json", "not a policy");
        DateTime written = File.GetLastWriteTimeUtc(neat);

        (await _tool.RunAsync("policy", "format", _directory.File("rules"))).Should().BeEquivalentTo(new ToolResult(0, Tool.Utf8($"formatted  {ugly}\n2 files: 1 changed\n"), ""));

        File.ReadAllBytes(ugly).Should().Equal(Tool.Utf8(Neat));
        File.GetLastWriteTimeUtc(neat).Should().Be(written);
        Directory.EnumerateFileSystemEntries(_directory.File("rules")).Should().BeEquivalentTo([ugly, neat, tests]);
        (await _tool.RunAsync("policy", "format", ugly, neat)).Output.Should().Be("2 files: 0 changed\n");
    }

    [Fact]
    public async Task Format_Check_TellsAndWritesNothing()
    {
        string ugly = _directory.Write("a.json", Ugly), neat = _directory.Write("b.json", Neat);

        (await _tool.RunAsync("policy", "format", ugly, neat, "--check")).Should().BeEquivalentTo(new ToolResult(3, Tool.Utf8($"would format  {ugly}\n2 files: 1 would change\n"), ""));
        (await _tool.RunAsync("policy", "format", neat, "--check")).Should().BeEquivalentTo(new ToolResult(0, Tool.Utf8("1 file: 0 would change\n"), ""));

        File.ReadAllText(ugly).Should().Be(Ugly);
    }

    [Fact]
    public async Task Format_BrokenFile_SaysWhereAndChangesNone()
    {
        string ugly = _directory.Write("a.json", Ugly), broken = _directory.Write("b.json", """[{"policy_id":"b"}]""");

        (await _tool.RunAsync("policy", "format", ugly, broken)).Should().BeEquivalentTo(
            new ToolResult(2, [], $"{broken}:1:2: the rule has no `effect`; help: write `\"effect\": {{\"deny\": true}}` or another effect\n"));

        File.ReadAllText(ugly).Should().Be(Ugly);
    }

    [Fact]
    public async Task Format_LinkAndMode_Stay()
    {
        if (OperatingSystem.IsWindows())
            return;
        string file = _directory.Write("real/a.json", Ugly), link = _directory.File("link.json");
        File.CreateSymbolicLink(link, file);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        (await _tool.RunAsync("policy", "format", link)).Code.Should().Be(0);

        File.ResolveLinkTarget(link, returnFinalTarget: true)!.FullName.Should().Be(file);
        File.ReadAllText(file).Should().Be(Neat);
        File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
    }

    [Fact]
    public async Task Schema_IsThatOfTheLibrary()
    {
        (await _tool.RunAsync("policy", "schema")).Should().BeEquivalentTo(new ToolResult(0, Tool.Utf8(PolicySchema.OfPolicies()), ""));
        (await _tool.RunAsync("policy", "schema", "--tests")).Should().BeEquivalentTo(new ToolResult(0, Tool.Utf8(PolicySchema.OfPolicyTests()), ""));
    }
}
