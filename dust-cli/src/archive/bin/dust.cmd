@echo off
rem Runs the command dust with the Java of JAVA_HOME, else with the one that is found.
setlocal EnableExtensions DisableDelayedExpansion
set "DUST_HOME=%~dp0.."
if not defined JAVA_HOME goto search
rem Some put quotes around it.
set "DUST_JAVA=%JAVA_HOME:"=%\bin\java.exe"
if exist "%DUST_JAVA%" goto found
>&2 echo dust: JAVA_HOME names no Java: there is no "%DUST_JAVA%"
exit /b 1

:search
set "DUST_JAVA="
for %%j in (java.exe) do set "DUST_JAVA=%%~$PATH:j"
if defined DUST_JAVA goto found
>&2 echo dust: Java 21 or later is needed: install it, or set JAVA_HOME to it
exit /b 1

:found
set "DUST_RELEASE=%DUST_JAVA%\..\..\release"
set "DUST_VERSION="
if not exist "%DUST_RELEASE%" goto options
for /f "usebackq tokens=1,2 delims==." %%n in ("%DUST_RELEASE%") do if "%%n"=="JAVA_VERSION" set "DUST_VERSION=%%o"
if not defined DUST_VERSION goto options
set "DUST_VERSION=%DUST_VERSION:"=%"
if %DUST_VERSION% GEQ 21 goto options
>&2 echo dust: Java 21 or later is needed, and this is an older one: "%DUST_JAVA%"; set JAVA_HOME to a newer one
exit /b 1

:options
set "DUST_OPTIONS=-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=10"
if /i "%~1"=="serve" set "DUST_OPTIONS=-XX:+ExitOnOutOfMemoryError"
set "DUST_SHARED="
if /i "%DUST_REHEARSAL%"=="off" goto start
if not defined LOCALAPPDATA goto start
if not exist "%LOCALAPPDATA%\dust\" mkdir "%LOCALAPPDATA%\dust" 2>nul
if not exist "%LOCALAPPDATA%\dust\" goto start
set DUST_SHARED=-XX:SharedArchiveFile="%LOCALAPPDATA%\dust\dust.jsa" -XX:+AutoCreateSharedArchive

rem At the end, so that its exit code is this script's, for "&&" and "||" as well.
:start
"%DUST_JAVA%" %DUST_OPTIONS% %DUST_SHARED% -Xlog:disable -Xlog:all=error,cds*=off,aot*=off:stderr --enable-native-access=ALL-UNNAMED -cp "%DUST_HOME%\dust.jar" dev.dust.cli.Main %*
