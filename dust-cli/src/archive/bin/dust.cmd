@echo off
rem Runs the command dust with the Java of JAVA_HOME, else with the one that is found.
setlocal
set "DUST_HOME=%~dp0.."
set "DUST_JAVA=java"
if defined JAVA_HOME set "DUST_JAVA=%JAVA_HOME%\bin\java"
set "DUST_OPTIONS=-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
if /i "%~1"=="serve" set "DUST_OPTIONS="
if defined LOCALAPPDATA (
  if not exist "%LOCALAPPDATA%\dust" mkdir "%LOCALAPPDATA%\dust"
  set DUST_SHARED=-XX:SharedArchiveFile="%LOCALAPPDATA%\dust\dust.jsa" -XX:+AutoCreateSharedArchive
)
"%DUST_JAVA%" %DUST_OPTIONS% %DUST_SHARED% -Xshare:auto -Xlog:disable -Xlog:all=error,cds*=off,aot*=off:stderr --enable-native-access=ALL-UNNAMED -cp "%DUST_HOME%\dust.jar" dev.dust.cli.Main %*
exit /b %ERRORLEVEL%
