using System.Collections.Concurrent;
using System.Collections.Immutable;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies;
using Enterprise.Governance.Tenants;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Primitives;

namespace Enterprise.Governance;

/// <summary>Tenants from files: <c>{directory}/{tenant_id}.json</c>, and <c>_default.json</c> for every other tenant. Thread-safe.</summary>
/// <remarks>
/// Changed files are noticed within the poll interval, at once where the file system tells of changes. A broken edit keeps the last good files in force and logs
/// file, line, column and reason. An absent directory means no tenants.
/// </remarks>
public sealed class FileTenantSource : ITenantSource, IAsyncDisposable
{
    private readonly IPolicySource _files;
    private readonly string _directory;
    private readonly int _windowSeconds;
    private readonly Func<string, TenantConfiguration?> _unknown;
    private readonly ILogger _logger;
    private readonly PeriodicTimer _timer;
    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly CancellationTokenSource _stop = new();

    // Written under _loading, read by anybody; replaced as a whole.
    private Snapshot? _current;
    private CancellationTokenSource _changed = new();
    private Task? _polling;
    private IDisposable? _watch;

    /// <summary>Creates a source.</summary>
    /// <param name="directory">Where the files are.</param>
    /// <param name="windowSeconds">The window of the rate limiter in seconds; rates that do not fit it are load errors.</param>
    /// <param name="unknownTenant">What a tenant without a file gets; <see langword="null"/> denies it.</param>
    /// <param name="pollInterval">How often the files are looked at; 10 seconds if absent.</param>
    /// <param name="timeProvider">The clock; the system's if absent.</param>
    /// <param name="logger">Receives problems of edited files.</param>
    public FileTenantSource(
        string directory, int windowSeconds, Func<string, TenantConfiguration?>? unknownTenant = null, TimeSpan? pollInterval = null,
        TimeProvider? timeProvider = null, ILogger<FileTenantSource>? logger = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        _directory = directory;
        _files = PolicySource.Directory(directory);
        _windowSeconds = windowSeconds;
        _unknown = unknownTenant ?? (static _ => null);
        _logger = logger ?? NullLogger<FileTenantSource>.Instance;
        _timer = new PeriodicTimer(pollInterval ?? TimeSpan.FromSeconds(10), timeProvider ?? TimeProvider.System);
    }

    /// <summary>Reads the files for the first time and begins to watch them.</summary>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The problems; while there are any, the source knows no tenant.</returns>
    public async ValueTask<ImmutableArray<SourceDiagnostic>> LoadAsync(CancellationToken cancellationToken = default)
    {
        ImmutableArray<SourceDiagnostic> errors = await ReloadAsync(cancellationToken).ConfigureAwait(false);
        _polling ??= PollAsync();
        return errors;
    }

    /// <inheritdoc/>
    public async ValueTask<TenantConfiguration?> GetAsync(string tenant, CancellationToken cancellationToken)
    {
        Snapshot snapshot = await CurrentAsync(cancellationToken).ConfigureAwait(false);
        return snapshot.Found.GetOrAdd(tenant, static (id, state) => state.snapshot.Files.Find(id) ?? state.unknown(id), (snapshot, unknown: _unknown));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) =>
        (await CurrentAsync(cancellationToken).ConfigureAwait(false)).Files.Ids;

    /// <inheritdoc/>
    public IChangeToken Watch() => new CancellationChangeToken(Volatile.Read(ref _changed).Token);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        _watch?.Dispose();
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_polling is not null)
            await _polling.ConfigureAwait(false);
        _stop.Dispose();
        _changed.Dispose();
        _loading.Dispose();
    }

    private async ValueTask<Snapshot> CurrentAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _current) is null)
            await LoadAsync(cancellationToken).ConfigureAwait(false);
        return Volatile.Read(ref _current) ?? new Snapshot(TenantFiles.None, "", []);
    }

    private async ValueTask<ImmutableArray<SourceDiagnostic>> ReloadAsync(CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            PolicySourceContent content = Directory.Exists(_directory) ? await _files.ReadAsync(cancellationToken).ConfigureAwait(false) : new PolicySourceContent([], []);

            // A directory without files is no tenants; a file that cannot be read is a problem, and its tenant must not become an unknown one.
            ImmutableArray<SourceDiagnostic> unreadable = [.. content.Errors.Where(static error => error.Code != "no_files")];
            string fingerprint = Fingerprint(content.Files, unreadable);
            if (_current is { } current && current.Fingerprint == fingerprint)
                return current.Errors;
            (TenantFiles? read, ImmutableArray<SourceDiagnostic> errors, ImmutableArray<SourceDiagnostic> warnings) = TenantFiles.Read(content.Files, _windowSeconds);
            if (unreadable.Length > 0)
                (read, errors) = (null, [.. unreadable, .. errors]);
            bool isFirst = _current is null;
            Volatile.Write(ref _current, new Snapshot(read ?? _current?.Files ?? TenantFiles.None, fingerprint, errors));
            if (warnings.Length > 0)
                _logger.TenantFilesSuspicious(string.Join(Environment.NewLine, warnings));
            if (errors.Length > 0)
                _logger.TenantFilesBroken(string.Join(Environment.NewLine, errors));
            else if (!isFirst)
                _logger.TenantFilesReloaded(read!.Ids.Count);
            if (!isFirst && read is not null)
                await Interlocked.Exchange(ref _changed, new CancellationTokenSource()).CancelAsync().ConfigureAwait(false);
            return errors;
        }
        finally
        {
            _loading.Release();
        }
    }

    private async Task PollAsync()
    {
        // The file system's hint makes a change visible at once; polling is the truth.
        _watch = Directory.Exists(_directory) ? _files.Watch(() => _ = LookAsync()) : null;
        while (await _timer.WaitForNextTickAsync().ConfigureAwait(false))
            await LookAsync().ConfigureAwait(false);
    }

    private async Task LookAsync()
    {
        try
        {
            await ReloadAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whatever it was (a file that is being written, a listener of the change token that threw), the next look tries again; stopping ends the looks.
            _logger.TenantFilesUnreadable(e.GetType().Name);
        }
    }

    private static string Fingerprint(ImmutableArray<PolicyFile> files, ImmutableArray<SourceDiagnostic> unreadable)
    {
        using System.Security.Cryptography.IncrementalHash hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        foreach (PolicyFile file in files)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{file.Name}\n{file.Utf8Json.Length}\n"));
            hash.AppendData(file.Utf8Json.Span);
        }

        foreach (SourceDiagnostic problem in unreadable)
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{problem.Code}\n{problem.File}\n"));

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private sealed record Snapshot(TenantFiles Files, string Fingerprint, ImmutableArray<SourceDiagnostic> Errors)
    {
        internal ConcurrentDictionary<string, TenantConfiguration?> Found { get; } = new(StringComparer.Ordinal);
    }
}
