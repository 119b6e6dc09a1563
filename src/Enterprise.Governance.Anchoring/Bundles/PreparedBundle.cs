using System.Collections.Immutable;
using System.Security.Cryptography;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Bundles;

/// <summary>A run that was verified, and its proof, in the view in which that was done.</summary>
internal sealed class PreparedBundle(
    IAnchorSnapshot snapshot, string runId, IndexedAnchorLeaf leaf, ImmutableArray<MerkleHash> inclusion, StoredNote checkpoint, long unanchored,
    Func<string, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>>? readPolicySet) : IEvidenceExport
{
    private bool _isWritten;

    public string RunId => runId;

    internal AnchorLeaf Leaf => leaf.Leaf;

    public long Events => leaf.Leaf.Seq;

    public long Unanchored => unanchored;

    public async ValueTask<EvidenceSummary> WriteAsync(Stream bundle, Stream? personal = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        if (_isWritten)
            throw new InvalidOperationException("the bundle was written before; open another one");
        _isWritten = true;
        using BundleOutput output = new(bundle);
        using BundleOutput? values = personal is null ? null : new BundleOutput(personal);
        CitedPolicySets cited = new();
        BundleLineWriter.WriteHeader(output.Line, Events, runId);
        await output.EndLineAsync(cancellationToken).ConfigureAwait(false);
        long valueCount = await WriteEventsAsync(output, values, cited, cancellationToken).ConfigureAwait(false);

        // Documents never change, so they need no view; and whoever reads them must not wait for the connections of this one.
        await snapshot.DisposeAsync().ConfigureAwait(false);
        int missing = await WritePolicySetsAsync(output, cited, cancellationToken).ConfigureAwait(false);
        BundleLineWriter.WriteProof(output.Line, leaf, inclusion, checkpoint.Note, checkpoint.Key);
        await output.EndLineAsync(cancellationToken).ConfigureAwait(false);
        string sha256 = await output.CompleteAsync(cancellationToken).ConfigureAwait(false);
        if (values is not null)
            await values.CompleteAsync(cancellationToken).ConfigureAwait(false);
        return new EvidenceSummary(output.Bytes, sha256, cited.Versions.Count, missing, valueCount);
    }

    public ValueTask DisposeAsync() => snapshot.DisposeAsync();

    private async ValueTask<long> WriteEventsAsync(BundleOutput output, BundleOutput? values, CitedPolicySets cited, CancellationToken cancellationToken)
    {
        long valueCount = 0;
        if (values is not null)
        {
            BundleLineWriter.WritePersonalHeader(values.Line, runId);
            await values.EndLineAsync(cancellationToken).ConfigureAwait(false);
        }

        await foreach (StoredEvent row in snapshot.Ledger.ReadEventsAsync(runId, 1, cancellationToken).ConfigureAwait(false))
        {
            if (row.Seq > Events)
                break;
            cited.Add(row);
            if (cited.Versions.Count > BundleFormat.MaxPolicySets)
                throw new EvidenceException("bundle_too_large", $"run `{runId}` names more than {BundleFormat.MaxPolicySets} policy sets");
            BundleLineWriter.WriteEvent(output.Line, row);
            await output.EndLineAsync(cancellationToken).ConfigureAwait(false);
            if (values is null)
                continue;
            foreach (PersonalValue value in row.PersonalValues.OrderBy(static value => value.Path, StringComparer.Ordinal))
            {
                BundleLineWriter.WritePersonalValue(values.Line, row.Seq, value);
                await values.EndLineAsync(cancellationToken).ConfigureAwait(false);
                valueCount++;
            }
        }

        return valueCount;
    }

    private async ValueTask<int> WritePolicySetsAsync(BundleOutput output, CitedPolicySets cited, CancellationToken cancellationToken)
    {
        int missing = 0;
        foreach (string version in cited.Versions)
        {
            ReadOnlyMemory<byte>? document = readPolicySet is null ? null : await readPolicySet(version, cancellationToken).ConfigureAwait(false);

            // What is not the document of the version, whatever a forger has put there, is none.
            if (document is { } stored && Convert.ToHexStringLower(SHA256.HashData(stored.Span)) != version)
                document = null;
            missing += document is null ? 1 : 0;
            BundleLineWriter.WritePolicySet(output.Line, version, document);
            await output.EndLineAsync(cancellationToken).ConfigureAwait(false);
        }

        return missing;
    }
}
