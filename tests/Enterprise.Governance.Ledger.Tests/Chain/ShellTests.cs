using System.Diagnostics;
using System.Text;
using Enterprise.Governance.Ledger.Tests.Support;

namespace Enterprise.Governance.Ledger.Tests.Chain;

public sealed class ShellTests
{
    [Fact]
    public async Task StoredRow_PrintfAndSha256sum_GiveItsHash()
    {
        await using LedgerFiles files = new();
        const string secret = "a secret with 'quotes', $dollars and % signs – ünï";
        using ChainLedger ledger = files.Open(new AuditKeyRing(new AuditKey("k0", secret)));
        for (int i = 0; i < 3; i++)
            await ledger.AppendAsync("run \"ü\" $1 %s", Reports.Event($$"""{"n":{{i}}.50,"text":"100% \\ \u0001 `x` 😀","a":"|"}"""));

        foreach (StoredEvent row in await ledger.ReadAsync("run \"ü\" $1 %s").ToListAsync())
            (await Sha256SumAsync(row.PrevHash, Encoding.UTF8.GetString(row.Canonical.Span), secret)).Should().Be(row.Hash + "  -");
    }

    private static async Task<string> Sha256SumAsync(string prev, string canonical, string secret)
    {
        ProcessStartInfo start = new("/bin/sh") { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("""printf '%s|%s|%s' "$prev" "$canonical" "$secret" | sha256sum""");
        start.Environment["prev"] = prev;
        start.Environment["canonical"] = canonical;
        start.Environment["secret"] = secret;
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Trim();
    }
}
