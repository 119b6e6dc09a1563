using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Enterprise.Governance.Postgres.Tests.Anchors;

/// <summary>A host whose database role is the archivist's: it archives, and can do nothing else.</summary>
public sealed class ArchivistHostTests
{
    private const string Secret = "the secret of the tests of an archivist's host";

    [Fact]
    public async Task Host_InTheArchivistsRole_Archives_AndCannotAppend()
    {
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Ledger | PostgresFeatures.Anchoring);
        using NoteSigningKey key = NoteSigningKey.Generate("example.com/log");
        using (IHost app = await StartAsync(database, PostgresCluster.App, key))
        {
            await app.Services.GetRequiredService<ILedger>().AppendAsync("run", LedgerEvent.Create("note", "{}"u8.ToArray()));
            using Anchorer anchorer = new(app.Services.GetRequiredService<IAnchorStore>(), app.Services.GetRequiredService<LiveAuditKeys>(), new AnchoringOptions { SigningKey = key.Export() });
            await anchorer.RunAsync();
            (await app.Awaiting(static host => ArchiveAsync(host)).Should().ThrowAsync<GovernanceException>("the application's role may not")).Which.Code.Should().Be("store_permission_denied");
        }

        using IHost archivist = await StartAsync(database, PostgresCluster.Archivist, key);

        (await ArchiveAsync(archivist)).Should().Equal(ArchiveOutcome.Archived);
        ILedger ledger = archivist.Services.GetRequiredService<ILedger>();
        (await ledger.Awaiting(static one => one.AppendAsync("other", LedgerEvent.Create("note", "{}"u8.ToArray())).AsTask()).Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be("store_permission_denied");
        (await ledger.VerifyAsync("run"))!.Status.Should().Be(VerifyStatus.Archived);
    }

    private static async Task<ArchiveOutcome[]> ArchiveAsync(IHost host)
    {
        string directory = Directory.CreateTempSubdirectory("governance-archive").FullName;
        try
        {
            ArchiveRequest request = new() { Before = DateTimeOffset.MaxValue, Directory = directory };
            return await host.Services.GetRequiredService<RunArchiver>().ArchiveAsync(request).Select(static result => result.Outcome).ToArrayAsync();
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<IHost> StartAsync(PostgresTestDatabase database, string role, NoteSigningKey key)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.AddGovernanceLedger(static options => options.AuditSecret = Secret).UsePostgres(database.OpenDataSource(role), static options => options.SchemaMode = SchemaMode.Validate);
        builder.Services.AddGovernanceArchiving(options => options.SigningKey = key.Export());
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
