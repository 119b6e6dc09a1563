using System.Security.Cryptography;
using System.Text.Json;

namespace Enterprise.Governance.Cli.Tests;

public sealed class ArchiveTests : IDisposable
{
    private readonly AnchoredFile _file = new();

    private string Archive => _file.File("archive");

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Archive_MovesRunsIntoBundles_AndVerifyNamesThem()
    {
        await _file.AppendAsync("run-1", 3);
        await _file.AppendAsync("run-2", 2);
        string kept = await _file.KeepAsync("kept.txt");

        ToolResult planned = await _file.Tool.RunAsync("archive", "--before", "2100-01-01", "--dry-run");
        ToolResult archived = await _file.Tool.RunAsync("archive", "--before", "2100-01-01", "--to", Archive, "--run", "run-1", "--json");

        planned.Code.Should().Be(0, planned.Error);
        planned.Lines.Should().HaveCount(3).And.Subject.Last().Should().StartWith("2 runs: 5 events, ");
        archived.Code.Should().Be(0, archived.Error);
        JsonElement result = JsonElement.Parse(archived.Output);
        string bundle = result.GetProperty("file").GetString()!, sha256 = result.GetProperty("bundle_sha256").GetString()!;
        Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(bundle))).Should().Be(sha256);
        planned.Lines[0].Should().EndWith(sha256);
        (await _file.Tool.RunAsync("verify-bundle", bundle, "--key", _file.VerifierKey)).Code.Should().Be(0);
        foreach (string[] options in (string[][])[[], ["--checkpoint", kept, "--key", _file.VerifierKey]])
        {
            ToolResult verified = await _file.Tool.RunAsync(["verify", "--run", "run-1", .. options]);
            verified.Code.Should().Be(0, verified.Error);
            verified.Output.Should().Contain("archived    run-1  0 events, no head, anchored to 3\n").And.Contain($"  bundle sha256 {sha256}\n");
        }

        JsonElement.Parse((await _file.Tool.RunAsync("verify", "--run", "run-1", "--json")).Output).GetProperty("bundle_sha256").GetString().Should().Be(sha256);
        (await _file.Tool.RunAsync("verify", "--run", "run-2", "--json")).Output.Should().NotContain("bundle_sha256");
    }

    [Fact]
    public async Task Archive_RunThatMustStay_SaysWhy()
    {
        await _file.AppendAsync("run", 3);

        (await RunAsync("--run", "run")).Should().BeEquivalentTo(new ToolResult(2, "0 runs: 0 events, 0 bytes; 1 skipped\n"u8.ToArray(), "governance: run `run` has events that are in no checkpoint yet (3)\n"));
        (await RunAsync("--run", "nobody")).Code.Should().Be(4);
        await _file.KeepAsync("kept.txt");
        (await _file.Tool.RunAsync("archive", "--before", "7d", "--to", Archive)).Output.Should().Be("0 runs: 0 events, 0 bytes\n");
        LedgerFile.Forge(_file.Database, "run", 2);
        (await RunAsync()).Code.Should().Be(3);
    }

    [Fact]
    public async Task Archive_RunsThatDoNotVerify_EndTheCallAtTheLimit_AndAreLeftBehind()
    {
        foreach (string run in (string[])["run-1", "run-2"])
            await _file.AppendAsync(run, 2);
        await _file.KeepAsync("kept.txt");
        LedgerFile.Forge(_file.Database, "run-1", 2);

        ToolResult stopped = await RunAsync("--limit", "1"), behind = await RunAsync("--limit", "1", "--after", "run-1");

        (stopped.Code, stopped.Output).Should().Be((3, "0 runs: 0 events, 0 bytes; 1 skipped\n"));
        behind.Code.Should().Be(0, behind.Error);
        behind.Lines[0].Should().StartWith("archived    run-2  2 events, ");
    }

    [Fact]
    public async Task Archive_WrongUsage_IsRefused()
    {
        await _file.AppendAsync("run", 1);
        string file = _file.Write("a-file", "");

        (await _file.Tool.RunAsync("archive", "--before", "7d")).Error.Should().StartWith("governance: give either --to DIRECTORY or --dry-run\n");
        (await _file.Tool.RunAsync("archive", "--before", "7d", "--dry-run", "--limit", "0")).Error.Should().StartWith("governance: --limit must be at least 1\n");
        (await _file.Tool.RunAsync("archive", "--before", "7d", "--to", "")).Error.Should().StartWith("governance: --to needs the name of a directory\n");
        (await _file.Tool.RunAsync("archive", "--before", "7d", "--dry-run", "--run", "run", "--after", "run")).Error.Should().StartWith("governance: --after goes with all runs, not with --run\n");
        (await _file.Tool.RunAsync("archive", "--before", "7d", "--to", file)).Should().BeEquivalentTo(new ToolResult(2, [], $"governance: `{file}` is a file; name a directory\n"));
        (await _file.Tool.RunAsync("migrate", "--script", "--archivist", "archivist")).Code.Should().Be(2);
    }

    [Fact]
    public async Task Migrate_WithAnArchivist_GivesItTheFunction()
    {
        ToolResult script = await new Tool().RunAsync("migrate", "--script", "--store", "postgres", "--grants", "app", "refresher", "auditor", "--archivist", "keeper");

        script.Output.Should().Contain("GRANT EXECUTE ON FUNCTION \"governance\".archive_run TO \"keeper\";");
    }

    [Fact]
    public async Task Bundle_ToADevice_IsRefused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems are not asked");
        await _file.AppendAsync("run", 1);
        await _file.KeepAsync("kept.txt");

        ToolResult result = await _file.Tool.RunAsync("bundle", "run", "--to", "/dev/null", "--key", _file.VerifierKey);

        result.Should().BeEquivalentTo(new ToolResult(2, [], "governance: `/dev/null` is no regular file, and would be replaced by one; name a file, or write to standard output\n"));
    }

    private Task<ToolResult> RunAsync(params string[] options) => _file.Tool.RunAsync(["archive", "--before", "2100-01-01", "--to", Archive, .. options]);
}
