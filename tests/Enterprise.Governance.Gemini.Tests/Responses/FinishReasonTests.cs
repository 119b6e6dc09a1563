namespace Enterprise.Governance.Gemini.Tests.Responses;

public sealed class FinishReasonTests
{
    [Theory]
    [InlineData("STOP", false, "stop")]
    [InlineData("STOP", true, "tool_calls")]
    [InlineData("MAX_TOKENS", true, "length")]
    [InlineData("SAFETY", false, "content_filter")]
    [InlineData("RECITATION", false, "content_filter")]
    [InlineData("PROHIBITED_CONTENT", false, "content_filter")]
    [InlineData("MALFORMED_FUNCTION_CALL", false, "malformed_function_call")]
    [InlineData("SOMETHING_NEW", false, "something_new")]
    [InlineData("FINISH_REASON_UNSPECIFIED", false, null)]
    [InlineData("", false, null)]
    [InlineData(null, false, null)]
    public void Of_AReason_NeverThrows(string? reason, bool calls, string? expected) => FinishReasons.Of(reason, calls)?.Value.Should().Be(expected);
}
