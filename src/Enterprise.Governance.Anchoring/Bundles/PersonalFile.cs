using Enterprise.Governance.Json;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Bundles;

/// <summary>The file with personal values, read beside the events: both are in order of seq. What is malformed in it ends reading it, and not the bundle.</summary>
internal sealed class PersonalFile(Stream stream, int maxLineBytes, EvidenceFindings findings)
{
    private static readonly CanonicalJsonOptions s_valueJson = new() { MaxDepth = BundleFormat.MaxEventDepth };

    private readonly BundleLineReader _lines = new(stream, maxLineBytes);
    private BundleLine.Personal? _next;

    /// <summary>Gets how many values are those that events commit to.</summary>
    internal long Matched { get; private set; }

    internal async ValueTask BeginAsync(string runId, CancellationToken cancellationToken)
    {
        try
        {
            if (await ReadAsync(cancellationToken).ConfigureAwait(false) is not BundleLine.PersonalHeader header)
                throw new MalformedBundleException("the first line must be the header");
            if (header.RunId != runId)
                findings.Add(1, EvidenceFindingKind.WrongRun, isPersonal: true);
        }
        catch (MalformedBundleException e)
        {
            Malformed(e);
            return;
        }

        await MoveAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Holds the values of an event against what it commits to; those of events before it are beside none.</summary>
    internal async ValueTask CheckAsync(long seq, IReadOnlyDictionary<string, string> commitments, CancellationToken cancellationToken)
    {
        while (_next is { } value && value.Seq <= seq)
        {
            bool isCommitted = value.Seq == seq && commitments.TryGetValue(value.Value.Path, out string? commitment) && value.Value.Matches(commitment);
            if (isCommitted && CanonicalJson.IsCanonical(value.Value.Value.Span, s_valueJson))
                Matched++;
            else
                findings.Add(_lines.Line, EvidenceFindingKind.CommitmentMismatch, isPersonal: true);
            await MoveAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Tells that there are no more events.</summary>
    internal async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        for (; _next is not null; await MoveAsync(cancellationToken).ConfigureAwait(false))
            findings.Add(_lines.Line, EvidenceFindingKind.CommitmentMismatch, isPersonal: true);
    }

    private async ValueTask MoveAsync(CancellationToken cancellationToken)
    {
        BundleLine.Personal? before = _next;
        _next = null;
        try
        {
            BundleLine? line = await ReadAsync(cancellationToken).ConfigureAwait(false);
            if (line is null)
                return;
            if (line is not BundleLine.Personal value || (before is not null && !IsBehind(value, before)))
                throw new MalformedBundleException("the values are not in order of seq and path");
            _next = value;
        }
        catch (MalformedBundleException e)
        {
            Malformed(e);
        }
    }

    private async ValueTask<BundleLine?> ReadAsync(CancellationToken cancellationToken) =>
        await _lines.ReadAsync(cancellationToken).ConfigureAwait(false) is { } line ? BundleLineParser.ParsePersonal(line.Span) : null;

    private void Malformed(MalformedBundleException e) => findings.Add(_lines.Line, EvidenceFindingKind.Malformed, e.Message, isPersonal: true);

    private static bool IsBehind(BundleLine.Personal value, BundleLine.Personal before) =>
        value.Seq > before.Seq || (value.Seq == before.Seq && string.CompareOrdinal(value.Value.Path, before.Value.Path) > 0);
}
