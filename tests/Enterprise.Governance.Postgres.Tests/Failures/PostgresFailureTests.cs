using System.Net.Sockets;
using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Failures;

public sealed class PostgresFailureTests
{
    [Theory]
    [InlineData("57P01", "store_unavailable", true)]
    [InlineData("57P02", "store_unavailable", true)]
    [InlineData("57P03", "store_unavailable", true)]
    [InlineData("08006", "store_unavailable", true)]
    [InlineData("53100", "store_unavailable", true)]
    [InlineData("53200", "store_unavailable", true)]
    [InlineData("58030", "store_unavailable", true)]
    [InlineData("53300", "store_busy", true)]
    [InlineData("55P03", "store_busy", true)]
    [InlineData("40001", "store_busy", true)]
    [InlineData("40P01", "store_busy", true)]
    [InlineData("57014", "store_timeout", true)]
    [InlineData("25006", "store_read_only", true)]
    [InlineData("42P01", "schema_mismatch", false)]
    [InlineData("42883", "schema_mismatch", false)]
    [InlineData("3F000", "schema_mismatch", false)]
    [InlineData("42501", "store_permission_denied", false)]
    [InlineData("28P01", "store_login_refused", false)]
    [InlineData("3D000", "store_login_refused", false)]
    [InlineData("22021", "store_text_unsupported", false)]
    [InlineData("XX001", "store_corrupt", false)]
    [InlineData("23505", "store_failed", false)]
    public void Translate_OfTheServer_HasACodeAndKeepsValuesToItself(string sqlState, string code, bool isTransient)
    {
        PostgresException cause = new(
            "duplicate key `secret-value`", "ERROR", "ERROR", sqlState, detail: "Key (id)=(secret-value) already exists.", hint: "secret-value", where: "secret-value");

        GovernanceException e = (GovernanceException)PostgresFailure.Translate(cause);

        (e.Code, e.IsTransient).Should().Be((code, isTransient));
        e.Message.Should().NotContain("secret-value").And.Contain(sqlState);
        e.InnerException.Should().BeSameAs(cause);
    }

    [Fact]
    public void Translate_OfTheDriver_HasACode()
    {
        Code(new NpgsqlException("x", new SocketException())).Should().Be(("store_unavailable", true));
        Code(new NpgsqlException("x", new EndOfStreamException())).Should().Be(("store_unavailable", true));
        Code(new NpgsqlException("x", new TimeoutException())).Should().Be(("store_timeout", true));
        Code(new TimeoutException()).Should().Be(("store_timeout", true));
        Code(new NpgsqlException("The connection pool has been exhausted, …", new TimeoutException())).Should().Be(("store_busy", true));
        Code(new NpgsqlException("No password has been provided")).Should().Be(("store_failed", false));
        PostgresFailure.Translate(new InvalidOperationException()).Should().BeOfType<InvalidOperationException>("a bug is not a failure of the database");
        PostgresFailure.Translate(new OperationCanceledException()).Should().BeOfType<OperationCanceledException>();
    }

    [Theory]
    [InlineData("25006", "ERROR", true)]
    [InlineData("53200", "ERROR", true)]
    [InlineData("57P01", "FATAL", true)]
    [InlineData("22021", "ERROR", false)]
    [InlineData("40P01", "ERROR", false)]
    public void Batch_IsNotTriedUnitByUnit_WhenTheServerWouldRefuseEachOne(string sqlState, string severity, bool isOfServer) =>
        PostgresFailure.IsOfServer(new PostgresException("x", severity, severity, sqlState)).Should().Be(isOfServer);

    [Fact]
    public void Translate_OfSeveralHosts_IsTransientUnlessEachRefusesForGood()
    {
        NpgsqlException gone = new("x", new SocketException());
        PostgresException refused = new("x", "FATAL", "FATAL", "28P01");

        Code(new NpgsqlException("No suitable host was found.")).Should().Be(("store_unavailable", true));
        Code(new NpgsqlException("x", new AggregateException(gone, gone))).Should().Be(("store_unavailable", true));
        Code(new NpgsqlException("x", new AggregateException(refused, gone))).Should().Be(("store_unavailable", true));
        Code(new NpgsqlException("x", new AggregateException(refused, refused))).Should().Be(("store_login_refused", false));
    }

    [Theory]
    [InlineData(140012, "read committed", "the server is PostgreSQL 14.12; Enterprise.Governance needs PostgreSQL 15 or later")]
    [InlineData(160001, "serializable", "`default_transaction_isolation` is `serializable` for this role; run `ALTER ROLE … SET default_transaction_isolation = 'read committed'`")]
    public void Server_ThatTheStoresCannotRelyOn_IsRefused(int version, string isolation, string message) =>
        FluentActions.Invoking(() => PostgresServer.Require(version, isolation)).Should().Throw<GovernanceException>().WithMessage(message).Which.Code.Should().Be("server_unsupported");

    [Fact]
    public void Server_OfTheOldestVersion_IsFine() => PostgresServer.Require(150000, "read committed");

    private static (string, bool) Code(Exception e) => PostgresFailure.Translate(e) is GovernanceException failure ? (failure.Code, failure.IsTransient) : default;
}
