using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Enterprise.Governance.Sqlite.Migrations;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>One SQLite database file with its writer and its readers. All stores of a host share one. Thread-safe.</summary>
/// <remarks>
/// Write-ahead logging with <c>synchronous=FULL</c>: a write is durable when its call returns. Writes of one process share
/// transactions (group commit); any number of processes on one machine may use the same file. Cancelling a write that still
/// waits means that it did not land; once its transaction has begun the result is awaited. Network file systems are not supported. With <c>Mode=ReadOnly</c> in the connection
/// string the database is not created, migrated or written: its schema can be validated, not applied. SQLite still needs <c>-wal</c> and <c>-shm</c>
/// beside a database in write-ahead mode; where they are not and cannot be made, such as on a read-only disk, the file alone is read.
/// </remarks>
public sealed partial class GovernanceSqliteDatabase : IAsyncDisposable
{
    private const int MaxIdleReaders = 16;

    private readonly string _connectionString;
    private readonly TimeSpan _busyTimeout;
    private readonly bool _isReadOnly;
    private readonly StoreInstruments _instruments;
    private readonly SqliteWriteQueue _writes;
    private readonly ConcurrentBag<SqliteSession> _idleReaders = [];
    private readonly SemaphoreSlim _opening = new(1, 1);

    // Written under _opening, once; read without.
    private volatile bool _isOpen;
    private volatile bool _isDisposed;

    /// <summary>Describes the database; it is opened by <see cref="OpenAsync"/> or the first use.</summary>
    /// <param name="options">Where it is and how it is opened.</param>
    /// <param name="timeProvider">The clock of holds, leases and windows; the system's if absent.</param>
    /// <param name="meterFactory">Owns the metrics, see <see cref="StoreDiagnostics"/>.</param>
    /// <exception cref="ArgumentException">The connection string is missing, not valid or names an in-memory database.</exception>
    public GovernanceSqliteDatabase(GovernanceSqliteOptions options, TimeProvider? timeProvider = null, IMeterFactory? meterFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.BusyTimeout < TimeSpan.FromMilliseconds(10) || options.BusyTimeout > TimeSpan.FromMinutes(10))
            throw new ArgumentException($"`BusyTimeout` is {options.BusyTimeout}; it must be between 10 milliseconds and 10 minutes", nameof(options));
        SqliteConnectionStringBuilder builder = Parse(options.ConnectionString);
        builder.DefaultTimeout = Math.Max(1, (int)Math.Ceiling(options.BusyTimeout.TotalSeconds));
        builder.Pooling = false;
        FilePath = Path.GetFullPath(builder.DataSource);
        builder.DataSource = FilePath;

        // Only applying the schema may create the file: whoever validates wants to hear that it is not there.
        if (builder.Mode == SqliteOpenMode.ReadWriteCreate && options.SchemaMode != SchemaMode.Apply)
            builder.Mode = SqliteOpenMode.ReadWrite;
        _connectionString = builder.ToString();
        _busyTimeout = options.BusyTimeout;
        SchemaMode = options.SchemaMode;
        _isReadOnly = builder.Mode == SqliteOpenMode.ReadOnly;
        if (_isReadOnly && SchemaMode == SchemaMode.Apply)
            throw new ArgumentException("a database opened with `Mode=ReadOnly` cannot have its schema applied; set `SchemaMode` to Validate or None", nameof(options));
        Features = options.Features;
        TimeProvider = timeProvider ?? TimeProvider.System;
        _instruments = new StoreInstruments(meterFactory, "sqlite");
        _writes = new SqliteWriteQueue(() => OpenSession(readOnly: false), options.QueueCapacity, options.MaxBatch, _instruments);
    }

    /// <summary>Gets the full path of the database file.</summary>
    public string FilePath { get; }

    /// <summary>Gets the capabilities whose tables are applied or validated when the database opens.</summary>
    public SqliteFeatures Features { get; }

    internal SchemaMode SchemaMode { get; }

    internal TimeProvider TimeProvider { get; }

    /// <summary>Finds the full path of the file that a connection string or plain path names, without touching it.</summary>
    /// <param name="connectionString">The connection string, or a path.</param>
    /// <returns>The path.</returns>
    /// <exception cref="ArgumentException">The connection string is missing, not valid or names an in-memory database.</exception>
    public static string FindFile(string? connectionString) => Path.GetFullPath(Parse(connectionString).DataSource);

    /// <summary>Opens the database: creates the file, then applies or validates the schema. Repeating it does nothing.</summary>
    /// <param name="cancellationToken">Cancels waiting; a migration is all or nothing.</param>
    /// <returns>A task that ends when the database is ready.</returns>
    /// <exception cref="GovernanceException">The file cannot be opened (<c>store_unavailable</c>), or its schema does not fit (<c>schema_mismatch</c>).</exception>
    public async ValueTask OpenAsync(CancellationToken cancellationToken = default)
    {
        if (_isOpen)
            return;
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_isOpen)
                return;
            if (SchemaMode == SchemaMode.Apply)
                Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
            else if (SchemaMode == SchemaMode.Validate && !File.Exists(FilePath))
                SqliteMigrator.RefuseMissingFile(Features);
            using SqliteSession session = OpenSession(_isReadOnly);
            SqliteMigrator.Run(session, Features, SchemaMode, TimeProvider);
            _isOpen = true;
        }
        catch (SqliteException e)
        {
            throw SqliteFailure.Translate(e);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Finds the capabilities whose migrations the database has, whether or not they are among <see cref="Features"/>; the database is opened for it.</summary>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>The capabilities; those that this version of the library does not know are left out.</returns>
    /// <exception cref="GovernanceException">As <see cref="OpenAsync"/>.</exception>
    public async ValueTask<SqliteFeatures> FindFeaturesAsync(CancellationToken cancellationToken = default)
    {
        using SqliteSnapshot snapshot = await SnapshotAsync(cancellationToken).ConfigureAwait(false);
        return SqliteSnapshot.Translated(SqliteMigrator.FindFeatures, snapshot.Session);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        await _writes.DisposeAsync().ConfigureAwait(false);
        while (_idleReaders.TryTake(out SqliteSession? session))
            session.Dispose();
        _opening.Dispose();
    }

    /// <summary>Runs a unit of work in the next shared transaction and returns its result once that is durable.</summary>
    internal async ValueTask<TResult> WriteAsync<TState, TResult>(Func<SqliteWriteContext, TState, TResult> work, TState state, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!_isOpen)
            await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await _writes.EnqueueAsync(work, state, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a read on a pooled session, in one snapshot.</summary>
    internal async ValueTask<TResult> ReadAsync<TState, TResult>(Func<SqliteSession, TState, TResult> read, TState state, CancellationToken cancellationToken)
    {
        long began = _instruments.Begin();
        try
        {
            using SqliteSnapshot snapshot = await SnapshotAsync(cancellationToken).ConfigureAwait(false);
            TResult result = read(snapshot.Session, state);
            _instruments.End(StoreInstruments.Read, began);
            return result;
        }
        catch (Exception e) when (SqliteFailure.Translate(e) is GovernanceException failure)
        {
            _instruments.End(StoreInstruments.Read, began, failure);
            if (failure == e)
                throw;
            throw failure;
        }
    }

    /// <summary>Takes a session with an open read transaction: everything it reads is one moment's state.</summary>
    internal async ValueTask<SqliteSnapshot> SnapshotAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_isOpen)
            await OpenAsync(cancellationToken).ConfigureAwait(false);
        SqliteSession session = _idleReaders.TryTake(out SqliteSession? idle) ? idle : OpenSession(readOnly: true);
        try
        {
            session.Execute("BEGIN DEFERRED;");
            return new SqliteSnapshot(this, session);
        }
        catch (SqliteException e)
        {
            session.Dispose();
            throw SqliteFailure.Translate(e);
        }
    }

    internal void Return(SqliteSession session)
    {
        try
        {
            session.Execute("ROLLBACK;");
        }
        catch (SqliteException)
        {
            // The session is broken or outside a transaction: closing it loses nothing, it only read.
            session.Dispose();
            return;
        }

        if (_isDisposed || _idleReaders.Count >= MaxIdleReaders)
            session.Dispose();
        else
            _idleReaders.Add(session);
    }

    private static SqliteConnectionStringBuilder Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new ArgumentException("the SQLite connection string is empty; write for example `Data Source=governance.db`", nameof(text));
        SqliteConnectionStringBuilder builder = text.Contains('=', StringComparison.Ordinal) ? new(text) : new() { DataSource = text };
        if (builder.DataSource is "" or ":memory:" || builder.Mode == SqliteOpenMode.Memory)
            throw new ArgumentException("an in-memory SQLite database is not shared between connections; name a file", nameof(text));
        return builder;
    }

    private SqliteSession OpenSession(bool readOnly)
    {
        try
        {
            return _isReadOnly ? OpenReadOnlySession() : SqliteSession.Open(_connectionString, _busyTimeout, readOnly);
        }
        catch (SqliteException e)
        {
            throw SqliteFailure.Translate(e);
        }
    }

    private SqliteSession OpenReadOnlySession()
    {
        try
        {
            return Touch(SqliteSession.Open(_connectionString, _busyTimeout, readOnly: true));
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 8 or 14 && File.Exists(FilePath) && !File.Exists(FilePath + "-wal"))
        {
            // A writer has a -wal as long as it is open. Without one and without a place for one, the file is all there is and nobody changes it.
            SqliteConnectionStringBuilder alone = new(_connectionString) { DataSource = new Uri(FilePath).AbsoluteUri + "?immutable=1" };
            return Touch(SqliteSession.Open(alone.ToString(), _busyTimeout, readOnly: true));
        }

        // SQLite opens a file when it is first read: failures must show here.
        static SqliteSession Touch(SqliteSession session)
        {
            try
            {
                session.Scalar("PRAGMA schema_version;");
                return session;
            }
            catch
            {
                session.Dispose();
                throw;
            }
        }
    }
}
