using System.Security.Cryptography;
using System.Text;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Enterprise.Governance.Postgres.Tests.Anchors;

/// <summary>A host whose database role is the archivist's: it archives, and can do nothing else.</summary>
public sealed class ArchivistHostTests : IDisposable
{
    private const string Secret = "the secret of the tests of an archivist's host", Document = """{"default_effect":"allow","rules":[]}""";

    private readonly string _directory = Directory.CreateTempSubdirectory("governance-archive").FullName;
    private readonly NoteSigningKey _key = NoteSigningKey.Generate("example.com/log");

    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Host_InTheArchivistsRole_Archives_WithPolicySets_AndCannotAppend()
    {
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Ledger | PostgresFeatures.Anchoring | PostgresFeatures.Policies);
        using (IHost app = await StartAsync(database, PostgresCluster.App))
        {
            string version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Document)));
            await app.Services.GetRequiredService<IPolicySetStore>().WriteAsync(version, Encoding.UTF8.GetBytes(Document), default);
            await app.Services.GetRequiredService<ILedger>().AppendAsync("run", LedgerEvent.Create("policy.decided", Encoding.UTF8.GetBytes($$$"""{"decision":{"policy_set":"{{{version}}}"}}""")));
            using Anchorer anchorer = new(app.Services.GetRequiredService<IAnchorStore>(), app.Services.GetRequiredService<LiveAuditKeys>(), new AnchoringOptions { SigningKey = _key.Export() });
            await anchorer.RunAsync();
            (await this.Awaiting(t => t.ArchiveAsync(app)).Should().ThrowAsync<GovernanceException>("the application's role may not")).Which.Code.Should().Be("store_permission_denied");
        }

        using IHost archivist = await StartAsync(database, PostgresCluster.Archivist);

        ArchiveResult result = await ArchiveAsync(archivist);
        result.Outcome.Should().Be(ArchiveOutcome.Archived);
        await using FileStream bundle = File.OpenRead(result.File!);
        (await EvidenceBundle.VerifyAsync(bundle, new EvidenceVerifyOptions { Keys = [_key.VerifierKey] })).Should().BeEquivalentTo(new { Ok = true, PolicySets = 1, MissingPolicySets = 0 });
        ILedger ledger = archivist.Services.GetRequiredService<ILedger>();
        (await ledger.Awaiting(static one => one.AppendAsync("other", LedgerEvent.Create("note", "{}"u8.ToArray())).AsTask()).Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be("store_permission_denied");
        (await ledger.VerifyAsync("run"))!.Status.Should().Be(VerifyStatus.Archived);
    }

    private async Task<ArchiveResult> ArchiveAsync(IHost host) =>
        await host.Services.GetRequiredService<RunArchiver>().ArchiveAsync(new ArchiveRequest { Before = DateTimeOffset.MaxValue, Directory = _directory }).SingleAsync();

    private async Task<IHost> StartAsync(PostgresTestDatabase database, string role)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.AddGovernanceLedger(static options => options.AuditSecret = Secret).UsePostgres(database.OpenDataSource(role), static options => options.SchemaMode = SchemaMode.Validate);
        builder.Services.AddSingleton<IPolicySetStore, PostgresPolicySetStore>().AddSingleton<IPolicyDocumentSource, PolicyDocuments>();
        builder.Services.AddGovernanceArchiving(options => options.SigningKey = _key.Export());
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private sealed class PolicyDocuments(IPolicySetStore policySets) : IPolicyDocumentSource
    {
        public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string version, CancellationToken cancellationToken) => policySets.ReadAsync(version, cancellationToken);
    }
}
