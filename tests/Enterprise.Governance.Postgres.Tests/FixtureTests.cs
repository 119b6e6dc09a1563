using Enterprise.Governance.Postgres;

namespace Enterprise.Governance.Postgres.Tests;

public sealed class FixtureTests
{
    [Fact]
    public async Task Database_OfTheFixture_IsMigratedByTheOwnerAndUsedByALesserRole()
    {
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Policies);

        await database.Open().OpenAsync();

        (await PostgresTestDatabase.ScalarAsync(database.AppDataSource, "SELECT count(*) FROM pg_tables WHERE tableowner = current_user")).Should().Be(0L);
        (await PostgresTestDatabase.ScalarAsync(database.OwnerDataSource, "SELECT count(*) FROM pg_tables WHERE tableowner = current_user")).Should().Be(3L);
        (await PostgresTestDatabase.ScalarAsync(database.AppDataSource, "SELECT current_setting('fsync')")).Should().Be("on", "tests see what production sees");
    }
}
