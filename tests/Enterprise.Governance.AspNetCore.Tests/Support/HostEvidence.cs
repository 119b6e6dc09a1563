using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.AspNetCore.Tests.Support;

/// <summary>The anchorer and the archivist of a web host, which other processes would be.</summary>
internal static class HostEvidence
{
    internal static string SigningKey { get; } = NewKey();

    internal static NoteVerifierKey VerifierKey { get; } = NoteSigningKey.TryParse(SigningKey, out NoteSigningKey? key) ? key.VerifierKey : throw new InvalidOperationException("it was made above");

    internal static void AddEvidence(IServiceCollection services) => services.AddGovernanceEvidence(static options => options.VerifierKeys.Add(VerifierKey.ToString()));

    internal static async Task AnchorAsync(this WebHost host)
    {
        using Anchorer anchorer = new(host.Services.GetRequiredService<IAnchorStore>(), host.Services.GetRequiredService<LiveAuditKeys>(), new AnchoringOptions { SigningKey = SigningKey });
        await anchorer.RunAsync();
    }

    /// <summary>Anchors everything and archives it.</summary>
    /// <returns>What came of each run.</returns>
    internal static async Task<ArchiveResult[]> ArchiveAsync(this WebHost host)
    {
        await host.AnchorAsync();
        using RunArchiver archiver = new(host.Services.GetRequiredService<IAnchorStore>(), host.Services.GetRequiredService<LiveAuditKeys>(), new AnchoringOptions { SigningKey = SigningKey });
        return await archiver.ArchiveAsync(new ArchiveRequest { Before = DateTimeOffset.MaxValue, Directory = host.Archive }).ToArrayAsync();
    }

    private static string NewKey()
    {
        using NoteSigningKey key = NoteSigningKey.Generate("example.com/log");
        return key.Export();
    }
}
