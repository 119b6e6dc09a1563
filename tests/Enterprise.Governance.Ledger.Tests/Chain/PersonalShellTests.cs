using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Enterprise.Governance.Ledger.Tests.Support;

namespace Enterprise.Governance.Ledger.Tests.Chain;

/// <summary>The commands of <c>docs/design/formats.md</c> for a commitment, as they stand there.</summary>
public sealed class PersonalShellTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "design", "formats.md"));

    private static string Script => Page.Split("```sh\n").Single(static block => block.Contains("openssl dgst", StringComparison.Ordinal)).Split("\n```")[0];

    [Fact]
    public async Task Page_ItsCommands_PrintTheCommitmentThatItShows()
    {
        string commitment = (await RunAsync(Script, [])).Split(' ')[0];

        commitment.Should().HaveLength(64);
        Page.Should().Contain($$"""{"$commit":"{{commitment}}"}""");
    }

    [Fact]
    public async Task StoredValue_TheLastCommand_GivesTheCommitmentInTheChain()
    {
        await using LedgerFiles files = new();
        using ChainLedger ledger = files.Open();
        await ledger.AppendAsync("run", Reports.Event("""{"args":{"text":"100% 'x' \\ \u0001 – ünï 😀","n":1.50},"b":2}""").WithPersonal("/args"));
        StoredEvent row = (await ledger.ReadAsync("run").ToListAsync()).Single();
        PersonalValue value = row.PersonalValues.Single();

        string printed = await RunAsync(
            Script.Split('\n')[^1],
            [("path", value.Path), ("value", Encoding.UTF8.GetString(value.Value.Span)), ("salt", Convert.ToHexStringLower(value.Salt.Span))]);

        using JsonDocument data = JsonDocument.Parse(row.GetData());
        printed.Split(' ')[0].Should().Be(data.RootElement.GetProperty("args").GetProperty("$commit").GetString());
    }

    private static async Task<string> RunAsync(string script, (string Name, string Value)[] variables)
    {
        ProcessStartInfo start = new("/bin/sh") { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Trim();
    }
}
