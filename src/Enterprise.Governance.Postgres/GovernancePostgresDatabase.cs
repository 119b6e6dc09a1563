using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Enterprise.Governance.Postgres.Migrations;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>One schema of a PostgreSQL database, which all stores of a host share. Thread-safe.</summary>
/// <remarks>
/// PostgreSQL 15 and later. Works behind poolers in transaction mode: no session state, no prepared statement is relied on, every lock ends
/// with its transaction. Times are those of the server. The data source stays the caller's, who disposes it.
/// </remarks>
public sealed partial class GovernancePostgresDatabase : IAsyncDisposable, IDisposable
{
    private const string SchemaPlaceholder = "{schema}";

    // Texts are constants of the stores, so their number is bounded.
    private readonly ConcurrentDictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _cursorNames = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly SqlIdentifier _schema;
    private readonly int _commandTimeoutSeconds;
    private readonly Lazy<PostgresWriter> _writes;

    // Written under _opening, once; read without.
    private volatile bool _isOpen;

    /// <summary>Describes the database; it is opened by <see cref="OpenAsync"/> or the first use.</summary>
    /// <param name="dataSource">Where it is. Built by either of Npgsql's builders.</param>
    /// <param name="options">The schema and the limits of waiting; the defaults if absent.</param>
    /// <param name="meterFactory">Owns the metrics, see <see cref="StoreDiagnostics"/>.</param>
    /// <exception cref="ArgumentException">The schema's name or a time is not valid.</exception>
    public GovernancePostgresDatabase(NpgsqlDataSource dataSource, GovernancePostgresOptions? options = null, IMeterFactory? meterFactory = null)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        options ??= new GovernancePostgresOptions();
        Require(options.CommandTimeout, TimeSpan.FromSeconds(1), nameof(options.CommandTimeout));
        Require(options.LockTimeout, TimeSpan.FromMilliseconds(1), nameof(options.LockTimeout));
        DataSource = dataSource;
        Instruments = new StoreInstruments(meterFactory, "postgresql");
        _schema = SqlIdentifier.Parse(options.Schema);
        _commandTimeoutSeconds = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds);
        LockTimeoutMilliseconds = (int)options.LockTimeout.TotalMilliseconds;
        SchemaMode = options.SchemaMode;
        Features = options.Features;
        RateLimitSynchronousCommit = options.RateLimitSynchronousCommit;
        LockTimeoutText = LockTimeoutMilliseconds.ToString(CultureInfo.InvariantCulture);
        AuditKeys = new PostgresAuditKeys(this);
        _writes = new Lazy<PostgresWriter>(() => new PostgresWriter(this));
    }

    /// <summary>Gets the name of the schema, unquoted.</summary>
    public string Schema => _schema.Name;

    /// <summary>Gets the capabilities whose tables are applied or validated when the database opens.</summary>
    public PostgresFeatures Features { get; }

    internal SchemaMode SchemaMode { get; }

    internal NpgsqlDataSource DataSource { get; }

    internal StoreInstruments Instruments { get; }

    internal int LockTimeoutMilliseconds { get; }

    internal string LockTimeoutText { get; }

    /// <summary>Gets the audit keys that the database is known to have.</summary>
    internal PostgresAuditKeys AuditKeys { get; }

    /// <summary>Gets the heads as this process left them.</summary>
    internal PostgresKnownHeads KnownHeads { get; } = new();

    /// <summary>Gets the group commit of this process.</summary>
    internal PostgresWriter Writes => _writes.Value;

    internal bool RateLimitSynchronousCommit { get; }

    /// <summary>Gets what wakes the refresher of projections, if this process has one.</summary>
    internal PostgresRefreshSignal RefreshSignal { get; } = new();

    /// <summary>Gets this process's idea of the time: for metrics, never for what is stored.</summary>
    internal DateTimeOffset UtcNow => (TestClock ?? TimeProvider.System).GetUtcNow();

    /// <summary>Gets the clock that tests put in place of the server's; production has none.</summary>
    internal TimeProvider? TestClock { get; init; }

    /// <summary>Gets what every statement that reads the time is given: nothing, so that it reads the server's clock, unless a test says otherwise.</summary>
    internal DateTime? Now => TestClock?.GetUtcNow().UtcDateTime;

    /// <summary>Checks the server, then applies or validates the schema, as <see cref="SchemaMode"/> says. Repeating it does nothing.</summary>
    /// <param name="cancellationToken">Cancels waiting; a migration is all or nothing.</param>
    /// <returns>A task that ends when the database is ready.</returns>
    /// <exception cref="GovernanceException">
    /// The server cannot be reached (<c>store_unavailable</c>), is too old or set up in a way that the stores cannot work with (<c>server_unsupported</c>), or its
    /// schema does not fit (<c>schema_mismatch</c>).
    /// </exception>
    public async ValueTask OpenAsync(CancellationToken cancellationToken = default)
    {
        if (_isOpen)
            return;
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isOpen)
                return;
            if (SchemaMode != SchemaMode.None)
                await CheckAsync(cancellationToken).ConfigureAwait(false);
            _isOpen = true;
        }
        catch (Exception e) when (PostgresFailure.Translate(e) is GovernanceException failure && failure != e)
        {
            throw failure;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Finds the capabilities whose migrations the schema has, whether or not they are among <see cref="Features"/>; the database is opened for it.</summary>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>The capabilities; those that this version of the library does not know are left out.</returns>
    /// <exception cref="GovernanceException">As <see cref="OpenAsync"/>.</exception>
    public async ValueTask<PostgresFeatures> FindFeaturesAsync(CancellationToken cancellationToken = default)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            NpgsqlConnection connection = await DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
                return (await AppliedMigrations.ReadAsync(new MigrationSession(connection, _schema, _commandTimeoutSeconds), cancellationToken).ConfigureAwait(false)).Features;
        }
        catch (Exception e) when (PostgresFailure.Translate(e) is GovernanceException failure && failure != e)
        {
            throw failure;
        }
    }

    /// <summary>Waits for the writes that are under way and takes no more. Repeating it does nothing; the data source stays open.</summary>
    /// <returns>A task that ends when nothing is under way.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_writes.IsValueCreated)
            await _writes.Value.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Takes no more writes and does not wait for those under way, which end by themselves. For containers that are disposed synchronously.</summary>
    public void Dispose()
    {
        if (_writes.IsValueCreated)
            _writes.Value.Close();
    }

    internal NpgsqlBatch CreateBatch(NpgsqlConnection connection) => new(connection) { Timeout = _commandTimeoutSeconds };

    /// <summary>Returns SQL text with the schema's name in place of <c>{schema}</c>.</summary>
    internal string Sql(string text) => _texts.GetOrAdd(text, static (text, schema) => Sql(text, schema), _schema);

    /// <summary>Returns the beginning of the names of a statement's cursors, for <see cref="PostgresCursorNames"/>.</summary>
    internal string CursorName(string text) => _cursorNames.GetOrAdd(text, static (text, database) => $"page_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(database.Sql(text))))[..16]}", this);

    /// <summary>The same for a text that is made for one call and not kept.</summary>
    internal string SqlOnce(string text) => Sql(text, _schema);

    internal static string Sql(string text, SqlIdentifier schema) => text.Replace(SchemaPlaceholder, schema.Quoted, StringComparison.Ordinal);

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await PostgresServer.RequireSupportedAsync(connection, cancellationToken).ConfigureAwait(false);
            await PostgresMigrator.RunAsync(connection, _schema, Features, SchemaMode, _commandTimeoutSeconds, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Require(TimeSpan value, TimeSpan min, string name)
    {
        if (value < min || value > TimeSpan.FromMinutes(10))
            throw new ArgumentException($"`{name}` is {value}; it must be between {min} and 10 minutes");
    }
}
