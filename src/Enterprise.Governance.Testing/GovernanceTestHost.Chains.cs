using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Testing;

// What the ledger has of a run.
public sealed partial class GovernanceTestHost
{
    /// <summary>Verifies a run strictly and fails unless its chain is intact.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The report, for further assertions.</returns>
    /// <exception cref="InvalidOperationException">There is no such run, or its chain is not intact; the message has status and findings.</exception>
    public async ValueTask<VerifyReport> ShouldVerifyAsync(string runId, CancellationToken cancellationToken = default)
    {
        VerifyReport report = await Ledger.VerifyAsync(runId, new VerifyOptions { Strict = true }, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"there is no run `{runId}`");
        return report.Status == VerifyStatus.Intact
            ? report
            : throw new InvalidOperationException($"the chain of run `{runId}` is {report.Status}: {string.Join("; ", report.Findings.Select(static finding => $"seq {finding.Seq} {finding.Kind}"))}");
    }

    /// <summary>Reads the types of a run's events, in order, such as <c>run.started</c>, <c>policy.decided</c>.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The types; none if there is no such run.</returns>
    public async ValueTask<IReadOnlyList<string>> ReadEventTypesAsync(string runId, CancellationToken cancellationToken = default)
    {
        List<string> types = [];
        await foreach (StoredEvent row in Ledger.ReadAsync(runId, cancellationToken: cancellationToken).ConfigureAwait(false))
            types.Add(row.Type);
        return types;
    }
}
