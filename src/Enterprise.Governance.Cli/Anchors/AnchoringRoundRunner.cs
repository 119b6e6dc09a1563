using System.Text.Json;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Cli.Anchors;

/// <summary>Runs one round of the anchorer and says on standard error what it did.</summary>
internal static class AnchoringRoundRunner
{
    /// <returns>Whether runs were refused.</returns>
    internal static async Task<bool> RunAsync(
        IAnchorStore anchors, AuditKeyRing ring, NoteSigningKey key, IEnumerable<NoteVerifierKey> previousKeys, CliHost host, CancellationToken cancellationToken)
    {
        AnchoringOptions options = new() { SigningKey = key.Export() };
        foreach (NoteVerifierKey previous in previousKeys)
            options.PreviousKeys.Add(previous.ToString());
        using Anchorer anchorer = new(anchors, ring, options);
        AnchoringRound round = await anchorer.RunAsync(cancellationToken);
        if (round.Leaves > 0)
            host.Complain($"anchored {Counted.Of(round.Leaves, "run")} with {Counted.Of(round.Events, "new event")}; the log has {Counted.Of(round.Size, "leaf", "leaves")}");
        else if (!round.IsBusy)
            host.Complain($"nothing was anchored; the log has {Counted.Of(round.Size, "leaf", "leaves")}");
        if (round.IsBusy)
            host.Complain("another process is anchoring; what it does is not waited for");
        foreach (VerifyReport report in round.Refused)
            host.Complain($"run `{report.RunId}` was not anchored: {JsonNamingPolicy.SnakeCaseLower.ConvertName(report.Status.ToString())}, {Counted.Of(report.FindingCount, "finding")}");
        if (round.RefusedCount > round.Refused.Length)
            host.Complain($"and {Counted.Of(round.RefusedCount - round.Refused.Length, "more run")}");
        return round.RefusedCount > 0;
    }
}
