using System.Diagnostics;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Cli.Tests;

/// <summary>The built tool as its users start it: a process with real streams and a real environment.</summary>
public sealed class ToolProcessTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Tool_StartedAsAProcess_MigratesCanonicalizesAndVerifies()
    {
        string database = _directory.File("audit.db");

        ToolResult migrated = await StartAsync(null, "migrate", "--connection", database);
        await LedgerFile.AppendAsync(database, new AuditKeyRing(new AuditKey("k0", Tool.Secret)), "run-1", 3);
        ToolResult intact = await StartAsync(null, "verify", "--all", "--connection", database);
        LedgerFile.Forge(database, "run-1", 2);
        ToolResult forged = await StartAsync(null, "verify", "--run", "run-1", "--json", "--connection", database);
        ToolResult lines = await StartAsync("{\"b\":\"é\",\"a\":1.0}\n{\"a\":1,\"a\":2}\n", "canonicalize", "--lines");

        migrated.Code.Should().Be(0, migrated.Error);
        intact.Code.Should().Be(0, intact.Error);
        intact.Lines[^1].Should().Be("1 run: 1 intact");
        forged.Code.Should().Be(3, forged.Error);
        forged.Output.Should().Contain("\"seq\":2,\"kind\":\"hash_mismatch\"");
        lines.Code.Should().Be(2);
        lines.Bytes.Should().Equal(Tool.Utf8("{\"a\":1,\"b\":\"é\"}\n"));
        lines.Error.Should().StartWith("governance: (standard input):2:8: ");
    }

    [Fact]
    public async Task PolicyTest_WithoutPath_SearchesTheCurrentDirectory()
    {
        _directory.Write("rules/mail.json", """[{"policy_id":"a","effect":{"deny":true}}]""");
        _directory.Write("rules/mail.policytest.json", """{"tests":[{"name":"t","request":{"action":"x"},"expect":{"effect":"allow"}}]}""");
        _directory.Write(".hidden/mail.policytest.json", "{");
        _directory.Write("rules/bin/Debug/mail.policytest.json", "{");

        ToolResult result = await StartAsync(null, "policy", "test", "--coverage");

        result.Should().BeEquivalentTo(new ToolResult(3, Tool.Utf8("""
            failed  rules/mail.policytest.json: t
              rules/mail.policytest.json:1:67: `effect`
                expected  "allow"
                actual    "deny"
            1 file, 1 test: 0 passed, 1 failed
            1 of 1 rule covered, 100%
              rules/mail.json:1:15: `a` matched in 1 decision

            """), ""));
    }

    private async Task<ToolResult> StartAsync(string? input, params string[] args)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "governance.dll"), .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = _directory.Path,
        };
        start.Environment["AUDIT_SECRET"] = Tool.Secret;
        start.Environment.Remove("AUDIT_KEYS_JSON");
        start.Environment.Remove("GOVERNANCE_CONNECTION");
        using Process process = Process.Start(start)!;
        if (input is not null)
            await process.StandardInput.BaseStream.WriteAsync(Tool.Utf8(input));
        process.StandardInput.Close();
        using MemoryStream output = new();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.WaitForExitAsync();
        return new ToolResult(process.ExitCode, output.ToArray(), await error);
    }
}
