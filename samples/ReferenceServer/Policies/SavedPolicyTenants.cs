using System.Collections.Concurrent;
using Enterprise.Governance;
using Enterprise.Governance.Policies;
using Microsoft.Extensions.Primitives;
using Npgsql;

namespace ReferenceServer.Policies;

/// <summary>
/// The tenants of the files, with the policies that they have saved in place of those in their file. The rules of the house stay before both: they are composed with
/// whatever the tenant has. Thread-safe.
/// </summary>
internal sealed class SavedPolicyTenants([FromKeyedServices(SavedPolicyTenants.Files)] ITenantSource files, PolicyDocuments documents, IPolicyEngine engine, TimeProvider clock, ILogger<SavedPolicyTenants> logger) : ITenantSource
{
    internal const string Files = "files";

    /// <summary>How long another process may take to see what was saved.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    // How often this process has saved. Written by Interlocked; an entry that was read before the last save is read again.
    private long _saves;

    /// <summary>Returns the same configuration until the file or the saved policies change.</summary>
    public async ValueTask<TenantConfiguration?> GetAsync(string tenant, CancellationToken cancellationToken)
    {
        if (await files.GetAsync(tenant, cancellationToken) is not { } file)
            return null;
        Entry? entry = _entries.GetValueOrDefault(tenant);
        long saves = Interlocked.Read(ref _saves), now = clock.GetTimestamp();
        if (entry is not null && ReferenceEquals(entry.File, file) && entry.Saves == saves && clock.GetElapsedTime(entry.CheckedAt, now) < Poll)
            return entry.Configuration;
        PolicyDocument? document;
        try
        {
            document = await documents.FindAsync(tenant, cancellationToken);
        }
        catch (NpgsqlException e)
        {
            // What was in force stays, as with files that cannot be read.
            document = entry is not null ? entry.Document : throw new GovernanceException("store_unavailable", "the saved policies cannot be read", isTransient: true, e);
        }

        entry = entry is not null && ReferenceEquals(entry.File, file) && entry.Document?.Version == document?.Version
            ? entry with { CheckedAt = now, Saves = saves }
            : new Entry(file, document, Combine(file, document), now, saves);
        return (_entries[tenant] = entry).Configuration;
    }

    public ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => files.ListAsync(cancellationToken);

    /// <summary>Tells of changed files. Saved policies change nothing that anybody keeps besides what <see cref="GetAsync"/> returns.</summary>
    public IChangeToken Watch() => files.Watch();

    /// <summary>Has this process see at once what was saved.</summary>
    internal void Look() => Interlocked.Increment(ref _saves);

    /// <summary>
    /// What somebody has saved must not keep the processes from starting: if the house has taken one of its ids meanwhile, everything is denied to that tenant, and to nobody else, until
    /// either changes. Where the process runs already, the last good rules stay.
    /// </summary>
    private TenantConfiguration Combine(TenantConfiguration file, PolicyDocument? document)
    {
        if (document is null)
            return file;
        ParsedPolicies parsed = PolicyText.Parse(file.TenantId, document.Text);

        // It was checked when it was saved. What cannot be read must not become no rules.
        if (parsed.Rules is not { } rules)
            throw new PolicyLoadException(parsed.Errors);
        if (engine.Current.ForTenant(rules, parsed.Options) is { Set: null, Errors: var clashes })
        {
            Log.SavedPoliciesClash(logger, string.Join(", ", clashes.Select(static clash => clash.Message)));
            return file with { Policies = PolicyRules.Empty, PolicyOptions = new PolicySetOptions { DefaultEffect = PolicyEffect.Deny } };
        }

        return file with { Policies = rules, PolicyOptions = parsed.Options };
    }

    private sealed record Entry(TenantConfiguration File, PolicyDocument? Document, TenantConfiguration Configuration, long CheckedAt, long Saves);
}
