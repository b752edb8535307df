using Spico.Protocol.V1;
using Spico.Silo.Professionals.Searching;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Professionals;

public sealed class DirectoryQueryTests
{
    [Theory]
    [InlineData("""{"name":"du"}""")]
    [InlineData("""{"specialty":"SM54"}""")]
    [InlineData("""{"structure":"310000005"}""")]
    [InlineData("""{"profession":"10","town":"31555"}""")]
    [InlineData("""{"profession":"médecin","department":"31","limit":50}""")]
    public void These_are_searches(string json)
    {
        Assert.Null(DirectoryQuery.TryRead(SearchDirectoryRequest.Parser.ParseJson(json), out DirectoryQuery? query));
        Assert.NotNull(query);
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("""{"profession":"médecin"}""", "name")]
    [InlineData("""{"town":"Toulouse"}""", "name")]
    [InlineData("""{"department":"31","town":"Toulouse"}""", "name")]
    [InlineData("""{"name":"d"}""", "name")]
    [InlineData("""{"name":"?!"}""", "name")]
    [InlineData("""{"name":"du","town":"T"}""", "town")]
    [InlineData("""{"name":"du","limit":51}""", "limit")]
    [InlineData("""{"specialty":"SM54","cursor":"AAAA"}""", "cursor")]
    public void These_are_none_and_the_field_is_named(string json, string field)
    {
        Error? error = DirectoryQuery.TryRead(SearchDirectoryRequest.Parser.ParseJson(json), out _);

        Assert.Equal((ErrorCode.InvalidArgument, field), (error?.Code, error?.Field));
    }

    [Fact]
    public void A_text_has_100_characters_at_most()
    {
        var request = new SearchDirectoryRequest { Name = new string('a', 100) };
        Assert.Null(DirectoryQuery.TryRead(request, out _));
        request.Structure = new string('a', 101);

        Error? error = DirectoryQuery.TryRead(request, out _);

        Assert.Equal((ErrorCode.TooLarge, "structure", 100ul), (error?.Code, error?.Field, error?.Limit));
    }
}
