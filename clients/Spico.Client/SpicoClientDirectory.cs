using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>
/// The directory as methods: colleagues are found whether or not they have an account, and written to by their id like
/// anybody else. Each throws <see cref="SpicoException"/> when it is refused.
/// </summary>
public static class SpicoClientDirectory
{
    /// <summary>
    /// One page of the professionals who are meant. A search says a name, a specialty, a structure, or a profession
    /// with a town or département.
    /// </summary>
    public static async Task<SearchDirectoryResponse> SearchDirectoryAsync(
        this SpicoClient client,
        SearchDirectoryRequest request,
        CancellationToken cancellationToken = default)
    {
        var command = new Command { SearchDirectory = request };
        return (await client.AskAsync(command, cancellationToken)).SearchDirectory;
    }

    /// <summary>What can be searched by, and how old the directory is.</summary>
    public static async Task<DescribeDirectoryResponse> DescribeDirectoryAsync(
        this SpicoClient client,
        CancellationToken cancellationToken = default)
    {
        var command = new Command { DescribeDirectory = new DescribeDirectoryRequest() };
        return (await client.AskAsync(command, cancellationToken)).DescribeDirectory;
    }
}
