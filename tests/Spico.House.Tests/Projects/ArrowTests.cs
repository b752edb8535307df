using Spico.Testing;

namespace Spico.House.Tests.Projects;

public sealed class ArrowTests
{
    [Theory]
    [InlineData("Spico.Gateway", "Spico.Silo")]
    [InlineData("Spico.Silo", "Spico.Gateway")]
    [InlineData("Spico.Protocol", "Spico.Client")]
    [InlineData("Spico.Client", "Spico.Silo.Contracts")]
    [InlineData("Spico.Silo.Contracts", "Spico.Silo")]
    public async Task A_reference_against_an_arrow_fails_the_build(string from, string to)
    {
        InvalidOperationException failure =
            await Assert.ThrowsAsync<InvalidOperationException>(() => CheckAsync(from, to));
        Assert.Contains($"error SPICO002: {from} may not reference {to}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reference_along_an_arrow_is_accepted() => await CheckAsync("Spico.Gateway", "Spico.Protocol");

    [Fact]
    public async Task A_new_project_must_say_where_it_stands()
    {
        InvalidOperationException failure =
            await Assert.ThrowsAsync<InvalidOperationException>(() => CheckAsync("Spico.New", "Spico.Protocol"));
        Assert.Contains("error SPICO001", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = File.ReadAllText(Repository.Path("Spico.sln")).Replace('\\', '/');
        Findings.None(
            from project in ProjectFile.All
            where !solution.Contains($"\"{project.Path}\"", StringComparison.Ordinal)
            select project.Path);
    }

    [Theory]
    [InlineData("Spico.Protocol", "Microsoft.Orleans")]
    [InlineData("Spico.Protocol", "Grpc.AspNetCore")]
    [InlineData("Spico.Client", "Microsoft.Orleans")]
    [InlineData("Spico.Gateway", "Npgsql")]
    [InlineData("Spico.Gateway", "Microsoft.Data.Sqlite")]
    [InlineData("Spico.Gateway", "Microsoft.Orleans.Server")]
    public void Packages_stay_where_they_belong(string project, string package)
    {
        ProjectFile file = ProjectFile.All.Single(one => one.Name == project);
        Assert.DoesNotContain(file.Packages, name => name.StartsWith(package, StringComparison.Ordinal));
    }

    private static async Task CheckAsync(string from, string to)
    {
        using TestFolder folder = TestFolder.Create("arrow");
        string project = folder.File($"{from}.csproj");
        await File.WriteAllTextAsync(project, $"""
            <Project>
              <ItemGroup>
                <ProjectReference Include="../{to}/{to}.csproj" />
              </ItemGroup>
              <Import Project="{Repository.Path("Directory.Build.targets")}" />
            </Project>
            """);
        await ChildProcess.RunAsync(
            "dotnet", "msbuild", project, "-t:CheckProjectReferences", "-nologo", "-nodeReuse:false");
    }
}
