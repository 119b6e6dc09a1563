using System.Security.Cryptography;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring.Archives;

/// <summary>The files of one run in the archive, under temporary names until they have been read back, then under SHA-256 of the bundle: no other bundle can ever take their place.</summary>
internal sealed class ArchiveFiles(string directory) : IDisposable
{
    private readonly string _directory = Path.GetFullPath(directory);
    private readonly string _temporary = DurableFile.TemporaryOf(Path.Combine(directory, "bundle")), _temporaryPersonal = DurableFile.TemporaryOf(Path.Combine(directory, "personal"));

    /// <summary>Names the file of a bundle.</summary>
    internal string BundleOf(EvidenceSummary written) => Path.Combine(_directory, $"{written.Sha256}.jsonl");

    /// <summary>Names the file of the personal values beside it.</summary>
    internal string PersonalOf(EvidenceSummary written) => Path.Combine(_directory, $"{written.Sha256}.personal.jsonl");

    internal async ValueTask<EvidenceSummary> WriteAsync(IEvidenceExport export, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_directory);
        FileStream bundle = DurableFile.Create(_temporary);
        await using (bundle.ConfigureAwait(false))
        {
            FileStream personal = DurableFile.Create(_temporaryPersonal, isPrivate: true);
            await using (personal.ConfigureAwait(false))
            {
                EvidenceSummary summary = await export.WriteAsync(bundle, personal, cancellationToken).ConfigureAwait(false);
                bundle.Flush(flushToDisk: true);
                personal.Flush(flushToDisk: true);
                return summary;
            }
        }
    }

    /// <summary>Reads the files back and verifies what is in them, as somebody would who has nothing else.</summary>
    internal async ValueTask<bool> HoldAsync(EvidenceSummary written, IReadOnlyCollection<NoteVerifierKey> keys, AuditKeyRing auditKeys, CancellationToken cancellationToken)
    {
        FileStream bundle = File.OpenRead(_temporary), personal = File.OpenRead(_temporaryPersonal);
        await using (bundle.ConfigureAwait(false))
        await using (personal.ConfigureAwait(false))
        {
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(bundle, cancellationToken).ConfigureAwait(false)) != written.Sha256)
                return false;
            bundle.Position = 0;
            EvidenceReport report = await EvidenceBundle.VerifyAsync(bundle, new EvidenceVerifyOptions { Keys = keys, AuditKeys = auditKeys, Personal = personal }, cancellationToken).ConfigureAwait(false);
            return report.Ok && report.PersonalValues == written.PersonalValues;
        }
    }

    /// <summary>Gives the files their names, for good. Values that an attempt before left there, and that were erased since, go.</summary>
    internal void Keep(EvidenceSummary written)
    {
        if (written.PersonalValues > 0)
            File.Move(_temporaryPersonal, PersonalOf(written), overwrite: true);
        else
            File.Delete(PersonalOf(written));
        File.Move(_temporary, BundleOf(written), overwrite: true);
        DurableFile.FlushDirectory(_directory);
    }

    /// <summary>Takes the files of a run away that stays.</summary>
    internal void Discard(EvidenceSummary written)
    {
        File.Delete(PersonalOf(written));
        File.Delete(BundleOf(written));
    }

    public void Dispose()
    {
        if (!Directory.Exists(_directory))
            return;
        File.Delete(_temporary);
        File.Delete(_temporaryPersonal);
    }
}
