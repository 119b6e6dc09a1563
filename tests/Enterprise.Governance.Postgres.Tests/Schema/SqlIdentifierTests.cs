namespace Enterprise.Governance.Postgres.Tests.Schema;

public sealed class SqlIdentifierTests
{
    [Theory]
    [InlineData("governance", "\"governance\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("\"; DROP SCHEMA x; --", "\"\"\"; DROP SCHEMA x; --\"")]
    public void Parse_AnyText_IsQuotedAsOneName(string name, string quoted) => SqlIdentifier.Parse(name).Quoted.Should().Be(quoted);

    [Theory]
    [InlineData("", "*must not be empty*")]
    [InlineData("a$b", "*has a `$`*")]
    [InlineData("a\nb", "*control character*")]
    [InlineData("pg_own", "*begins with `pg_`*")]
    [InlineData("ééééééééééééééééééééééééééééééée", null)]
    [InlineData("éééééééééééééééééééééééééééééééé", "*longer than 63 bytes*")]
    public void Parse_UnsafeName_IsRefused(string name, string? message)
    {
        Func<string> act = () => GovernancePostgresSchema.Script(PostgresFeatures.Policies, name);
        if (message is null)
            act.Should().NotThrow();
        else
            act.Should().Throw<ArgumentException>().WithMessage(message);
    }
}
