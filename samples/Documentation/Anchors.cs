using Enterprise.Governance;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Enterprise.Governance.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Documentation;

internal static class Anchors
{
    internal static bool Sign()
    {
        using NoteSigningKey key = NoteSigningKey.Generate("example.com/governance");
        SignedNote note = SignedNote.Sign(new Checkpoint("example.com/governance", 0, MerkleTree.EmptyRoot).ToString(), key);

        bool holds = note.Verify(key.VerifierKey).Holds;
        return holds;
    }

    internal static void Register(HostApplicationBuilder builder, HttpClient auditor)
    {
        builder.Services.AddEnterpriseGovernance();
        builder.Services.AddGovernanceAnchoring(options =>
        {
            options.SigningKey = builder.Configuration["GOVERNANCE_SIGNING_KEY"] ?? "";
            options.Sinks.Add(new DirectoryCheckpointSink("/mnt/archive/checkpoints"));
            options.Sinks.Add(new HttpCheckpointSink(auditor, new Uri("https://auditor.example/checkpoints")));
        });
    }

    internal static void Rotate(AnchoringOptions options, string newPrivateKey, string oldPublicKey)
    {
        options.SigningKey = newPrivateKey;
        options.PreviousKeys.Add(oldPublicKey);
    }

    internal static void RegisterArchivist(HostApplicationBuilder builder, NpgsqlDataSource archivist)
    {
        builder.Services.AddGovernanceLedger(options => options.AuditSecret = builder.Configuration["AUDIT_SECRET"])
            .UsePostgres(archivist, options => options.SchemaMode = SchemaMode.Validate);
        builder.Services.AddSingleton<IPolicySetStore, PostgresPolicySetStore>().AddSingleton<IPolicyDocumentSource, PolicyDocuments>();
        builder.Services.AddGovernanceArchiving(options => options.SigningKey = builder.Configuration["GOVERNANCE_SIGNING_KEY"] ?? "");
    }

    internal static async Task ArchiveAsync(RunArchiver archiver, CancellationToken cancellationToken)
    {
        // RunArchiver archiver
        ArchiveRequest request = new() { Before = DateTimeOffset.UtcNow.AddDays(-90), Directory = "/mnt/archive/bundles" };
        await foreach (ArchiveResult result in archiver.ArchiveAsync(request, cancellationToken))
            Console.WriteLine($"{result.RunId}: {result.Outcome} {result.Code}");
    }

    internal static async Task VerifyAsync(ILedger ledger, NoteVerifierKey key, CancellationToken cancellationToken)
    {
        byte[] kept = await File.ReadAllBytesAsync("kept.txt", cancellationToken);
        if (!SignedNote.TryParse(kept, out SignedNote? note, out string? problem))
            throw new InvalidDataException(problem);
        if (!note.Verify(key).Holds || !Checkpoint.TryParse(note.Text, out Checkpoint? checkpoint))
            throw new InvalidDataException("no checkpoint that the key has signed");

        VerifyOptions options = new()
        {
            Retained = new LogHead(checkpoint.Size, checkpoint.Root),
            LogVerified = log => Console.WriteLine(log.Ok ? $"log of {log.Size} leaves" : $"log: {log.Finding}"),
        };
        await foreach (VerifyReport report in ledger.VerifyAllAsync(options, cancellationToken))
            Console.WriteLine($"{report.RunId}: {report.Status}, anchored to {report.AnchoredSeq}");
    }

    internal sealed class PolicyDocuments(IPolicySetStore policySets) : IPolicyDocumentSource
    {
        public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string version, CancellationToken cancellationToken) => policySets.ReadAsync(version, cancellationToken);
    }

    internal sealed class WitnessSink(HttpClient witness) : ICheckpointSink
    {
        public string Name => "witness";

        public async ValueTask<IReadOnlyList<NoteSignature>> PublishAsync(SignedNote note, Checkpoint checkpoint, CancellationToken cancellationToken)
        {
            using HttpResponseMessage response = await witness.PostAsync("/cosign", new StringContent(note.ToString()), cancellationToken);
            byte[] answer = await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken);
            return SignedNote.TryParse(answer, out SignedNote? cosigned, out string? problem) && cosigned.Text == note.Text
                ? cosigned.Signatures
                : throw new InvalidDataException(problem ?? "the witness signed something else");
        }
    }
}
