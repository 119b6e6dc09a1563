namespace Enterprise.Governance.Anchoring.Bundles;

/// <summary>Reads a bundle once, line by line: header, events, policy sets, proof. Used for one bundle.</summary>
internal sealed class BundleVerifier(EvidenceVerifyOptions options)
{
    private readonly EvidenceFindings _findings = new();

    internal async ValueTask<EvidenceReport> VerifyAsync(Stream bundle, CancellationToken cancellationToken)
    {
        BundleLineReader lines = new(bundle, options.MaxLineBytes);
        EvidenceReport report = new() { IsChainChecked = options.AuditKeys is not null };
        PersonalFile? personal = options.Personal is null ? null : new PersonalFile(options.Personal, options.MaxLineBytes, _findings);
        EventCheck? events = null;
        PolicySetCheck? policySets = null;
        try
        {
            if (await NextAsync().ConfigureAwait(false) is not BundleLine.Header header)
                throw new MalformedBundleException("the first line must be the header");
            report = report with { RunId = header.RunId };
            if (personal is not null)
                await personal.BeginAsync(header.RunId, cancellationToken).ConfigureAwait(false);
            events = new EventCheck(header.RunId, options.AuditKeys, personal, _findings);
            BundleLine? line = await NextAsync().ConfigureAwait(false);
            for (; line is BundleLine.Event next; line = await NextAsync().ConfigureAwait(false))
                await events.AddAsync(next, lines.Line, cancellationToken).ConfigureAwait(false);
            if (events.Count != header.Events)
                _findings.Add(1, EvidenceFindingKind.EventCountMismatch);
            policySets = new PolicySetCheck(events.Cited, _findings);
            for (; line is BundleLine.PolicySet next; line = await NextAsync().ConfigureAwait(false))
                policySets.Add(next, lines.Line);
            if (line is not BundleLine.Proof proof)
                throw new MalformedBundleException(line is null ? "the file ends before its proof" : "a line stands in the wrong place");
            policySets.End(lines.Line);
            report = ProofCheck.Check(proof, events, header.RunId, options.Keys, lines.Line, _findings, report);
            if (await lines.ReadAsync(cancellationToken).ConfigureAwait(false) is not null)
                throw new MalformedBundleException("there is a line behind the proof");
            if (personal is not null)
                await personal.EndAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (MalformedBundleException e)
        {
            _findings.Add(lines.Line, EvidenceFindingKind.Malformed, e.Message);
        }
        finally
        {
            events?.Dispose();
        }

        return report with
        {
            Events = events?.Count ?? 0,
            Commitments = events?.Commitments ?? 0,
            PersonalValues = personal?.Matched ?? 0,
            PolicySets = policySets?.Count ?? 0,
            MissingPolicySets = policySets?.Missing ?? 0,
            Findings = _findings.First,
            FindingCount = _findings.Count,
        };

        async ValueTask<BundleLine?> NextAsync() =>
            await lines.ReadAsync(cancellationToken).ConfigureAwait(false) is { } line ? BundleLineParser.Parse(line.Span) : null;
    }
}
